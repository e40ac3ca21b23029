-- All that is known of one reservation, in the order of its time: what happened to it, what was owed to the gateway for it,
-- what the gateway was asked and told, what people did and wrote. A page after a place.
-- $1 uuid; $2 timestamptz, $3 integer, $4 text: the place of the last entry seen, null for the first page; $5 how many
with entry as (
    select e.at, 1 as rank, lpad(e.version::text, 10, '0') as key, 'transition' as kind, e.event as what,
           concat_ws(', ', e.reason, 'deadline ' || to_char(e.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as detail,
           e.actor, e.trace_id, e.version, e.from_state, e.to_state, null::uuid as operation_id, null::text as party,
           e.deadline, null::integer as took_ms, null::integer as answer
    from holdfast.reservation_event e
    where e.reservation_id = $1::uuid
    union all
    select o.planned_at, 2, o.id::text, 'operation_planned', o.kind, coalesce(o.intent_id, ''), o.actor, o.trace_id, null, null,
           null, o.id, o.party, null, null, null
    from holdfast.operation o
    where o.reservation_id = $1::uuid
    union all
    select c.at, 3, lpad(c.id::text, 20, '0'), 'gateway_call', c.method || ' ' || c.path,
           concat_ws(', ', coalesce(c.status::text, 'no answer'), c.error, c.request_id,
                     case when c.replayed then 'replayed' end, c.took_ms || ' ms'),
           'gateway', coalesce(o.trace_id, ''), null, null, null, c.operation_id, o.party, null,
           c.took_ms, c.status
    from holdfast.gateway_call c
    left join holdfast.operation o on o.id = c.operation_id
    where c.reservation_id = $1::uuid
    union all
    select o.finished_at, 4, o.id::text, 'operation_ended', o.kind, concat_ws(', ', o.status, o.outcome, o.detail), o.actor,
           o.trace_id, o.version, null, null, o.id, o.party, null, null, null
    from holdfast.operation o
    where o.reservation_id = $1::uuid and o.finished_at is not null
    union all
    -- Received in real time, made in the gateway's: in a sandbox that is ahead, elsewhere it is not.
    select greatest(h.received_at, h.created_at), 5, h.id, 'webhook', h.type,
           concat_ws(', ', h.id, h.intent_id, h.status, h.detail), 'gateway', '', null, null, null, null, null,
           null, null, null
    from holdfast.webhook_event h
    where h.reservation_id = $1::uuid
    union all
    select n.at, 6, n.id::text, 'note', 'note', n.body, n.role || ':' || n.actor, n.trace_id, null, null, null, null, null,
           null, null, null
    from holdfast.note n
    where n.reservation_id = $1::uuid
    union all
    select a.at, 7, lpad(a.seq::text, 20, '0'), 'act', a.act, concat_ws(', ', a.reason, a.target), a.role || ':' || a.actor,
           a.trace_id, null, null, null, null, null, null, null, null
    from holdfast.audit_entry a
    where a.reservation_id = $1::uuid and a.act <> 'note'
)
select at, rank, key, kind, what, detail, actor, trace_id, version, from_state, to_state, operation_id, party,
       deadline, took_ms, answer
from entry
where $2::timestamptz is null or (at, rank, key) > ($2::timestamptz, $3::integer, $4::text)
order by at, rank, key
limit $5::bigint
