-- A page of a closed window.
-- $1 xid8 and $2 bigint: after this place; $3 xid8: before this transaction; $4 bigint: how many
select e.xid, e.seq, e.reservation_id, e.version, e.event, e.to_state, e.at, e.trace_id
from holdfast.reservation_event e
where (e.xid, e.seq) > ($1::xid8, $2::bigint) and e.xid < $3::xid8
order by e.xid, e.seq
limit $4::bigint
