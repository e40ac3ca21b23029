-- Idempotency keys of slots, as those of commands. Told by their place, whatever their owners are.
-- $1 bigint: how many
delete from holdfast.slot_key
where ctid = any (array(
    select o.ctid
    from holdfast.slot_key o
    where o.created_at < clock_timestamp() - interval '25 hours'
    order by o.created_at
    limit $1::bigint
    for update skip locked
))
