-- $1 operation, $2 fence, $3 outcome, $4 after another worker's death, $5 detail, $6 actor
select holdfast.record_commit($1::uuid, $2::bigint, $3::text, $4::boolean, $5::text, $6::text)
