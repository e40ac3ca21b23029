-- What is owed is done before long, and a dead worker's lease is taken over. What has had its last attempt is not judged
-- here: it is listed as stuck until a person has seen to it.
with bound (patience, succession) as (
    values (interval '30 minutes', interval '2 minutes') -- real time; the first is longer than all of an unwind's attempts
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
select format('webhook %s (%s): due since %s, and nobody looks at it', e.id, e.type, e.due_at)
from holdfast.webhook_event e
where e.status = 'PENDING' and e.due_at <= clock_timestamp() - interval '10 minutes'
union all
-- A commit that no operation works on ends in the transaction that ends the operation.
select format('reservation %s: COMMITTING, and no operation works on it', w.id)
from holdfast.reservation w
where w.state = 'COMMITTING'
  and not exists (select from holdfast.operation o
                  where o.reservation_id = w.id and o.kind = 'commit' and o.status = 'PENDING')
