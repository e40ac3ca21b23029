-- Idempotency keys are kept for at least 24 h; a bounded part of those older than 25 h goes.
-- $1 bigint: how many
delete from holdfast.command_key k
using (
    select o.partner_id, o.key
    from holdfast.command_key o
    where o.created_at < clock_timestamp() - interval '25 hours'
    order by o.created_at
    limit $1::bigint
    for update skip locked
) old
where k.partner_id = old.partner_id and k.key = old.key
