-- $1: reservation, $2: how many attempts its unwinds have had. Returns how many unwinds that are.
with tried as (
    update holdfast.operation set attempts = $2::integer
    where reservation_id = $1::uuid and kind = 'unwind' and status = 'PENDING' and lease_owner is null
    returning id
)
select count(*) from tried
