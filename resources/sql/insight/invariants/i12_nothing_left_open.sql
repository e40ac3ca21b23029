-- What is owed is done before long, and a dead worker's lease is taken over. What has had its last attempt is not judged
-- here: it is listed as stuck until a person has seen to it.
with bound (patience, succession) as (
    values (interval '10 minutes', interval '2 minutes') -- real time
)
select format('operation %s (%s) on reservation %s: open since %s', o.id, o.kind, coalesce(o.reservation_id::text, '(none)'),
              o.opened_at)
from holdfast.operation o
cross join bound
where o.status = 'PENDING' and o.opened_at <= clock_timestamp() - bound.patience
union all
select format('operation %s (%s): the lease of %s lapsed at %s, and nobody took over', o.id, o.kind, o.lease_owner, o.lease_until)
from holdfast.operation o
cross join bound
where o.lease_until <= clock_timestamp() - bound.succession
union all
select format('webhook %s (%s): not looked at since %s', e.id, e.type, e.received_at)
from holdfast.webhook_event e
cross join bound
where e.status = 'PENDING' and e.received_at <= clock_timestamp() - bound.patience
