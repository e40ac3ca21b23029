-- $1 operation, $2 fence, $3 party, $4 intent, $5 its status, $6 captured
select holdfast.record_capture($1::uuid, $2::bigint, $3::text, $4::text, $5::text, $6::bigint)
