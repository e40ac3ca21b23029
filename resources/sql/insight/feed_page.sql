-- What was committed at or past a position, with the xmin of the snapshot that sees it. The one row of `here` comes
-- also when there is no event.
-- $1 xid8 and $2 bigint: after this place; $3 bigint: how many
with here as materialized (
    select pg_snapshot_xmin(pg_current_snapshot()) as xmin, holdfast.now() as now
)
select here.xmin, here.now,
       page.xid, page.seq, page.reservation_id, page.version, page.event, page.to_state, page.at, page.trace_id
from here
left join lateral (
    select e.xid, e.seq, e.reservation_id, e.version, e.event, e.to_state, e.at, e.trace_id
    from holdfast.reservation_event e
    where (e.xid, e.seq) > ($1::xid8, $2::bigint)
    order by e.xid, e.seq
    limit $3::bigint
) page on true
order by page.xid, page.seq
