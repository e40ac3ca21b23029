-- One reservation as a client sees it. $1 id, $2 the partner that must own it, or null for any
select r.id, r.state, r.slot_id, r.quantity, r.deadline, r.version, s.version as slot_version, r.partner_booking_ref,
       r.requester_id, r.created_at, r.changed_at
from holdfast.reservation r
join holdfast.slot s on s.id = r.slot_id
where r.id = $1 and ($2::uuid is null or r.partner_id = $2)
