-- What the gateway told, 90 days after it came, once it is followed and its reservation is not in flight. The gateway repeats
-- an event for days, and an older signature is refused.
-- $1 bigint: how many
delete from holdfast.webhook_event e
using (
    select o.id
    from holdfast.webhook_event o
    where o.status in ('DONE', 'IGNORED') and o.received_at < (select clock_timestamp()) - interval '90 days'
      and not exists (select from holdfast.reservation w where w.id = o.reservation_id and w.deadline is not null)
    order by o.received_at
    limit $1::bigint
    for update skip locked
) old
where e.id = old.id
