-- Per slot: held and confirmed equal the sums over its reservations, which never exceed the capacity. What another system
-- takes may push a slot over; our own bookings alone may not.
select format('slot %s: held %s but its reservations hold %s; confirmed %s but they make %s; capacity %s, external %s',
              s.id, s.held, coalesce(b.held, 0), s.confirmed, coalesce(b.confirmed, 0), s.capacity, s.external)
from holdfast.slot s
left join (
    select r.slot_id,
           coalesce(sum(r.quantity) filter (where st.in_flight), 0) as held,
           coalesce(sum(r.quantity) filter (where r.state = 'CONFIRMED'), 0) as confirmed
    from holdfast.reservation r
    join holdfast.state st on st.name = r.state
    group by r.slot_id
) b on b.slot_id = s.id
where s.held <> coalesce(b.held, 0)
   or s.confirmed <> coalesce(b.confirmed, 0)
   or coalesce(b.held, 0) + coalesce(b.confirmed, 0) > s.capacity
