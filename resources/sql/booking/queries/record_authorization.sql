-- $1 operation, $2 fence, $3 outcome, $4 intent or null, $5 its status, $6 authorized, $7 capture before or null, $8 detail,
-- $9 actor
select holdfast.record_authorization($1::uuid, $2::bigint, $3::text, $4::text, $5::text, $6::bigint, $7::timestamptz, $8::text,
                                     $9::text)
