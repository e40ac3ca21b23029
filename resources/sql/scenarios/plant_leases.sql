-- $1: reservation. What is owed for it was taken by a worker that does not come back.
update holdfast.operation
set lease_owner = gen_random_uuid(), lease_until = clock_timestamp() + interval '1 day', fence = fence + 1,
    attempts = attempts + 1, sent_at = clock_timestamp(), tried_at = clock_timestamp()
where reservation_id = $1::uuid and status = 'PENDING'
