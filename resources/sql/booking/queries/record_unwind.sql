-- $1 operation, $2 fence, $3 intent or null, $4 its status, $5 captured, $6 refunded, $7 detail
select holdfast.record_unwind($1::uuid, $2::bigint, $3::text, $4::text, $5::bigint, $6::bigint, $7::text)
