-- $1: reservation. Where it stands, and what its slot says.
select r.state, s.held, s.confirmed, s.external
from holdfast.reservation r
join holdfast.slot s on s.id = r.slot_id
where r.id = $1::uuid
