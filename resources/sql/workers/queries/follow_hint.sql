-- $1 intent, $2 status, $3 capturable, $4 captured, $5 refunded, $6 reservation or null, $7 party or null
select holdfast.follow_hint($1::text, $2::text, $3::bigint, $4::bigint, $5::bigint, $6::uuid, $7::text)
