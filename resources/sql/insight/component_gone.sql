-- A clean stop.
-- $1 uuid
delete from holdfast.component c
where c.id = $1::uuid
