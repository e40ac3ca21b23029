-- $1: id, $2: name
insert into holdfast.vendor (id, name) values ($1::uuid, $2)
