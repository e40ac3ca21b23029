-- $1 operations. Those that have ended, with the event that their result caused; where it caused none, with where the
-- reservation stands.
select o.id, o.status = 'DONE', coalesce(o.outcome = 'declined', false), coalesce(o.detail, ''), coalesce(e.to_state, w.state),
       coalesce(e.version, w.version), case when e.version is null then w.deadline else e.deadline end, w.id, w.slot_id,
       w.quantity
from holdfast.operation o
join holdfast.reservation w on w.id = o.reservation_id
left join holdfast.reservation_event e on e.reservation_id = o.reservation_id and e.version = o.version
where o.id = any ($1::uuid[]) and o.status <> 'PENDING'
