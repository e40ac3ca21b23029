-- $1: reservation. Its commit is due in a day only: until then no worker takes it.
with put_off as (
    update holdfast.operation set due_at = clock_timestamp() + interval '1 day'
    where reservation_id = $1::uuid and kind = 'commit' and status = 'PENDING' and lease_owner is null
    returning id
)
select count(*) from put_off
