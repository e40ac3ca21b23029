-- $1: reservation ids, $2: the versions acknowledged. A row per pair, by position: what the log says of that version and
-- where the reservation stands; nulls where there is nothing.
select a.position, e.to_state, r.state
from unnest($1::uuid[], $2::integer[]) with ordinality as a (reservation_id, version, position)
left join holdfast.reservation r on r.id = a.reservation_id
left join holdfast.reservation_event e on e.reservation_id = a.reservation_id and e.version = a.version
order by a.position
