-- $1: slot. How many events its reservations have.
select count(*) as events
from holdfast.reservation_event e
join holdfast.reservation r on r.id = e.reservation_id
where r.slot_id = $1::uuid
