-- $1 operation, $2 fence, $3 delay, $4 most attempts, $5 key round, $6 detail, $7 actor
select holdfast.postpone_operation($1::uuid, $2::bigint, $3::interval, $4::integer, $5::integer,
                                   $6::text, $7::text)
