-- $1 reservations. What their parties owe, and how long ago the gateway may have heard of it; in the order of captures.
select p.reservation_id, p.party, p.amount_minor, p.currency, p.payment_method, p.intent_id, p.captured_minor, o.id,
       o.planned_at, (extract(epoch from clock_timestamp() - o.tried_at) * 1000)::bigint
from holdfast.payment p
join holdfast.operation o on o.reservation_id = p.reservation_id and o.kind = 'authorize' and o.party = p.party
where p.reservation_id = any ($1::uuid[])
order by p.reservation_id, p.party
