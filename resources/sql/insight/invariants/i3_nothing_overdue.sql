-- Nothing that the clock can end outlives a sweep that was there for it. One that left nothing behind is contradicted at
-- once; one that did may have met another worker's lease, and is given the time in which a dead worker's is taken over.
-- "There for it": the cutoff is not before the deadline, and the sweep saw the reservation as it stands now; one that was
-- made meanwhile, with the clock moved, is the next sweep's. Without such a sweep there is nothing to judge.
with patience (bound) as (
    values (interval '30 seconds') -- real time: three times the expiry worker's lease
)
select format('reservation %s of slot %s: %s past its deadline %s, although a sweep looked at everything due by %s%s',
              r.id, r.slot_id, r.state, r.deadline, swept.cutoff,
              case when swept.left_behind > 0 then ', and left it behind at ' || swept.completed_at else '' end)
from holdfast.reservation r
cross join patience
left join holdfast.reservation_event e on e.reservation_id = r.id and e.version = r.version
cross join lateral (
    select w.cutoff, w.left_behind, w.completed_at
    from holdfast.sweep w
    where w.kind = 'expiry'
      and w.cutoff >= r.deadline + case when exists (
              select from holdfast.operation o
              where o.reservation_id = r.id and o.kind = 'authorize' and o.status = 'PENDING')
          then holdfast.grace() else interval '0' end -- the sweep waits that long for a payment on its way
      and (w.left_behind = 0 or w.completed_at <= clock_timestamp() - patience.bound)
      and (e.xid is null or pg_visible_in_snapshot(e.xid, w.seen))
    order by w.cutoff
    limit 1
) swept
where r.deadline <= (select max(w.cutoff) from holdfast.sweep w where w.kind = 'expiry')
  and exists (select from holdfast.transition t where t.from_state = r.state and t.event = 'expire')
