-- Reservations by whatever names them, each once, by the surest way it was found; then the newest first. Planned with its
-- parameters' values: a way that is off (null) costs nothing. What has no index is looked for among the newest only.
-- $1, $2 uuid: the least and the greatest id that begin as typed; $3 text: what was typed; $4 text: the pattern of
-- references that begin so; $5, $6, $7 text: it, when it names an intent, an event or a request of the gateway; $8 text: a
-- trace id; $9 text: a part to be found, in lower case; $10 bigint: at most so many; $11 bigint: so many of the newest
with found as (
    (select 1 as rank, 'reservation' as way, r.id::text as value, r.id
     from holdfast.reservation r where r.id between $1::uuid and $2::uuid order by r.id desc limit $10::bigint)
    union all
    (select 2, 'partner reference', r.partner_booking_ref, r.id
     from holdfast.reservation r where r.partner_booking_ref = $3::text order by r.id desc limit $10::bigint)
    union all
    (select 3, 'operation', o.id::text, o.reservation_id
     from holdfast.operation o where o.id between $1::uuid and $2::uuid order by o.id desc limit $10::bigint)
    union all
    (select 4, 'intent', p.intent_id, p.reservation_id from holdfast.payment p where p.intent_id = $5::text)
    union all
    (select 4, 'intent', o.intent_id, o.reservation_id
     from holdfast.operation o where o.intent_id = $5::text limit $10::bigint)
    union all
    (select 5, 'webhook', h.id, coalesce(h.reservation_id, p.reservation_id)
     from holdfast.webhook_event h
     left join holdfast.payment p on h.reservation_id is null and p.intent_id = h.intent_id
     where h.id = $6::text)
    union all
    (select 6, 'gateway request', c.request_id, c.reservation_id
     from (select c.request_id, c.reservation_id from holdfast.gateway_call c where $7::text is not null
           order by c.id desc limit $11::bigint) c
     where c.request_id = $7::text limit $10::bigint)
    union all
    (select 7, 'trace', e.trace_id, e.reservation_id
     from (select e.trace_id, e.reservation_id from holdfast.reservation_event e where $8::text is not null
           order by e.xid desc, e.seq desc limit $11::bigint) e
     where e.trace_id = $8::text limit $10::bigint)
    union all
    (select 7, 'trace', o.trace_id, o.reservation_id
     from (select o.trace_id, o.reservation_id from holdfast.operation o where $8::text is not null
           order by o.planned_at desc, o.id desc limit $11::bigint) o
     where o.trace_id = $8::text limit $10::bigint)
    union all
    (select 8, 'slot', r.slot_id::text, r.id
     from holdfast.reservation r where r.slot_id between $1::uuid and $2::uuid
     order by r.slot_id desc, r.id desc limit $10::bigint)
    union all
    (select 9, 'partner reference', r.partner_booking_ref, r.id
     from holdfast.reservation r where r.partner_booking_ref like $4::text limit $10::bigint)
    union all
    (select w.rank, w.way, w.value, r.id
     from (select r.id, r.partner_booking_ref, r.requester_id from holdfast.reservation r where $9::text is not null
           order by r.id desc limit $11::bigint) r
     cross join lateral (values (9, 'partner reference', r.partner_booking_ref), (10, 'requester', r.requester_id),
                                (11, 'reservation', r.id::text)) w (rank, way, value)
     where strpos(lower(w.value), $9::text) > 0
     limit $10::bigint)
), once as (
    select distinct on (f.id) f.rank, f.way, f.value, f.id
    from found f
    where f.id is not null
    order by f.id, lower(f.value) = lower($3::text) desc, f.rank
)
select o.way, o.value, lower(o.value) = lower($3::text) as exact, r.id, r.state, r.created_at, v.name, p.name,
       r.partner_booking_ref, r.requester_id
from once o
join holdfast.reservation r on r.id = o.id
join holdfast.slot s on s.id = r.slot_id
join holdfast.vendor v on v.id = s.vendor_id
join holdfast.partner p on p.id = r.partner_id
order by exact desc, o.rank, r.id desc
limit $10::bigint
