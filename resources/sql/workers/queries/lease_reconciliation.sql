-- $1 owner, $2 run or null, $3 lease
select o_id, o_repair from holdfast.lease_reconciliation($1::uuid, $2::uuid, $3::interval)
