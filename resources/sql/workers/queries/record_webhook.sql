-- $1 id, $2 fence, $3 status, $4 reservation or null, $5 detail or null, $6 delay or null, $7 when it was leased
select holdfast.record_webhook($1::text, $2::bigint, $3::text, $4::uuid, $5::text, $6::interval, $7::timestamptz)
