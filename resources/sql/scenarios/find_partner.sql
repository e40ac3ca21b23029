-- $1: name
select id from holdfast.partner where name = $1
