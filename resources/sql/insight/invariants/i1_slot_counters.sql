-- Per slot: held and confirmed equal the sums over its reservations, which never exceed the capacity. What another system
-- takes may push a slot over; our own bookings alone may not.
select format('slot %s: held %s but its reservations hold %s; confirmed %s but they make %s; capacity %s, external %s',
              coalesce(s.id, b.slot_id), coalesce(s.held::text, '(no such slot)'), coalesce(b.held, 0),
              coalesce(s.confirmed::text, '(no such slot)'), coalesce(b.confirmed, 0),
              coalesce(s.capacity::text, '(none)'), coalesce(s.external::text, '(none)'))
from holdfast.slot s
full join (
    select r.slot_id,
           coalesce(sum(r.quantity) filter (where st.in_flight), 0) as held,
           coalesce(sum(r.quantity) filter (where r.state = 'CONFIRMED'), 0) as confirmed
    from holdfast.reservation r
    join holdfast.state st on st.name = r.state
    group by r.slot_id
) b on b.slot_id = s.id
where s.held is distinct from coalesce(b.held, 0)
   or s.confirmed is distinct from coalesce(b.confirmed, 0)
   or coalesce(b.held, 0) + coalesce(b.confirmed, 0) > s.capacity
