-- $1 run, $2 intent or null, $3 reservation or null, $4 repair, $5 trace id
select holdfast.record_discrepancies($1::uuid, $2::text, $3::uuid, $4::boolean, $5::text)
