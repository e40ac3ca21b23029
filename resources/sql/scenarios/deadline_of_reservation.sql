-- $1: reservation
select deadline from holdfast.reservation where id = $1::uuid
