-- $1 operation, $2 fence, $3 delay, $4 whether it counts, $5 most attempts, $6 key round, $7 detail, $8 actor
select holdfast.postpone_operation($1::uuid, $2::bigint, $3::interval, $4::boolean, $5::integer, $6::integer, $7::text, $8::text)
