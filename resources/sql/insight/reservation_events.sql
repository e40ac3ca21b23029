-- The story of one reservation, oldest first.
-- $1 uuid; $2 bigint: how many
select e.version, e.event, e.from_state, e.to_state, e.deadline, e.at, e.actor, e.trace_id, coalesce(e.reason, '')
from holdfast.reservation_event e
where e.reservation_id = $1::uuid
order by e.version
limit $2::bigint
