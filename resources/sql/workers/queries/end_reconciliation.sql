-- $1 owner, $2 run, $3 progress, $4 error or null
select holdfast.end_reconciliation($1::uuid, $2::uuid, $3::text, $4::text)
