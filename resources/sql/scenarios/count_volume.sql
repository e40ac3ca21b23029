-- $1 uuid[]: vendors. What became of their appointments: how many there are, how many were booked exactly once, how many
-- more often, and of how many the counters say something else than the reservations.
with booked as (
    select s.id, s.held, s.confirmed, count(r.id) as reservations, count(r.id) filter (where r.state = 'HELD') as held_rows
    from holdfast.slot s
    left join holdfast.reservation r on r.slot_id = s.id
    where s.vendor_id = any ($1::uuid[])
    group by s.id
)
select count(*) as slots,
       count(*) filter (where reservations = 1) as booked_once,
       count(*) filter (where reservations > 1) as booked_more_often,
       count(*) filter (where held <> held_rows or confirmed <> 0) as counters_off,
       coalesce(sum(held), 0) as held_by_counters,
       coalesce(sum(held_rows), 0) as held_by_rows
from booked
