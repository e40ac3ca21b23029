-- Nothing that the clock can end is in flight past its deadline and the grace of 5 s, once a sweep has completed that
-- began later than that. Without such a sweep there is nothing to judge.
with swept as (
    select max(w.cutoff) as cutoff from holdfast.sweep w where w.kind = 'expiry'
)
select format('reservation %s of slot %s: %s past its deadline %s, although a sweep looked at everything due by %s',
              r.id, r.slot_id, r.state, r.deadline, swept.cutoff)
from holdfast.reservation r
cross join swept
where r.deadline + interval '5 seconds' <= swept.cutoff
  and exists (select from holdfast.transition t where t.from_state = r.state and t.event = 'expire')
