-- $1: reservation. What is owed for it and was given up.
select count(*) from holdfast.operation where reservation_id = $1::uuid and status = 'DEAD'
