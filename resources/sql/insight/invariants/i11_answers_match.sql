-- Each stored answer is an event of the reservation it names, which the key's partner owns and which a command, not the
-- creation, caused, or an operation on it. A key without an answer exists only inside the transaction that claims it.
select format('partner %s, key %s: %s', k.partner_id, quote_literal(k.key), case
    when k.version is null and k.operation_id is null then format('claimed for reservation %s without an answer', k.reservation_id)
    when r.id is null then format('its reservation %s does not exist', k.reservation_id)
    when r.partner_id <> k.partner_id then format('reservation %s belongs to partner %s', r.id, r.partner_id)
    when k.version = 1 then format('its answer is the creation of reservation %s', r.id)
    when k.version is not null and e.version is null then format('reservation %s has no event %s', r.id, k.version)
    else format('reservation %s has no operation %s', r.id, k.operation_id) end)
from holdfast.command_key k
left join holdfast.reservation r on r.id = k.reservation_id
left join holdfast.reservation_event e on e.reservation_id = k.reservation_id and e.version = k.version
left join holdfast.operation o on o.id = k.operation_id and o.reservation_id = k.reservation_id
where (k.version is null and k.operation_id is null) or k.version = 1 or (k.version is not null and e.version is null)
   or (k.operation_id is not null and o.id is null) or r.partner_id is distinct from k.partner_id
