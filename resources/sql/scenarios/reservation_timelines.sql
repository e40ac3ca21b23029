-- The whole life of reservations, a JSON object each: at most 200 of them, each with its first 500 entries. Those asked for
-- come first, in their order; then those that most happened to, by the newest 20,000 events.
-- $1 uuid[]: asked for
with recent as (
    select reservation_id, count(*) as events, min(seq) as first
    from (select reservation_id, seq from holdfast.reservation_event order by seq desc limit 20000) e
    group by reservation_id
), asked as (
    select reservation_id, min(position) as position
    from unnest($1::uuid[]) with ordinality as a (reservation_id, position)
    group by reservation_id
), chosen as materialized (
    select r.id, r.state, r.version, a.position is not null as own,
           row_number() over (order by a.position nulls last, n.events desc nulls last, n.first) as place
    from (select reservation_id from recent union select reservation_id from asked) c
    join holdfast.reservation r on r.id = c.reservation_id
    left join recent n on n.reservation_id = c.reservation_id
    left join asked a on a.reservation_id = c.reservation_id
    order by place
    limit 200
), entry as (
    select e.reservation_id, e.at, 1 as rank, lpad(e.version::text, 10, '0') as key, 'transition' as kind, e.event as what,
           concat_ws(', ', e.reason, 'deadline ' || to_char(e.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as detail,
           e.actor, e.trace_id, e.version, e.from_state, e.to_state, null::uuid as operation_id, null::text as party
    from chosen
    join holdfast.reservation_event e on e.reservation_id = chosen.id
    union all
    select o.reservation_id, o.planned_at, 2, o.id::text, 'operation_planned', o.kind, coalesce(o.intent_id, ''), o.actor,
           o.trace_id, null, null, null, o.id, o.party
    from chosen
    join holdfast.operation o on o.reservation_id = chosen.id
    union all
    select c.reservation_id, c.at, 3, lpad(c.id::text, 20, '0'), 'gateway_call', c.method || ' ' || c.path,
           concat_ws(', ', coalesce(c.status::text, 'no answer'), c.error, c.request_id,
                     case when c.replayed then 'replayed' end, c.took_ms || ' ms'),
           'gateway', coalesce(o.trace_id, ''), null, null, null, c.operation_id, o.party
    from chosen
    join holdfast.gateway_call c on c.reservation_id = chosen.id
    left join holdfast.operation o on o.id = c.operation_id
    union all
    select o.reservation_id, o.finished_at, 4, o.id::text, 'operation_ended', o.kind,
           concat_ws(', ', o.status, o.outcome, o.detail), o.actor, o.trace_id, o.version, null, null, o.id, o.party
    from chosen
    join holdfast.operation o on o.reservation_id = chosen.id
    where o.finished_at is not null
    union all
    -- Received in real time, made in the gateway's, which a sandbox's clock may have moved ahead.
    select h.reservation_id, greatest(h.received_at, h.created_at), 5, h.id, 'webhook', h.type,
           concat_ws(', ', h.id, h.intent_id, h.status, h.detail), 'gateway', '', null, null, null, null, null
    from chosen
    join holdfast.webhook_event h on h.reservation_id = chosen.id
    union all
    select n.reservation_id, n.at, 6, n.id::text, 'note', 'note', n.body, n.role || ':' || n.actor, n.trace_id, null, null,
           null, null, null
    from chosen
    join holdfast.note n on n.reservation_id = chosen.id
    union all
    select a.reservation_id, a.at, 7, lpad(a.seq::text, 20, '0'), 'act', a.act, concat_ws(', ', a.reason, a.target),
           a.role || ':' || a.actor, a.trace_id, null, null, null, null, null
    from chosen
    join holdfast.audit_entry a on a.reservation_id = chosen.id
    where a.act <> 'note'
), numbered as (
    select entry.*, row_number() over (partition by reservation_id order by at, rank, key) as number
    from entry
)
select jsonb_build_object(
    'reservation_id', chosen.id,
    'state', chosen.state,
    'version', chosen.version,
    'own', chosen.own,
    'entries',
    coalesce(
        (
            select jsonb_agg(
                jsonb_strip_nulls(jsonb_build_object(
                    'at', to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                    'kind', n.kind,
                    'what', n.what,
                    'detail', n.detail,
                    'actor', n.actor,
                    'trace_id', n.trace_id,
                    'version', n.version,
                    'from', n.from_state,
                    'to', n.to_state,
                    'operation_id', n.operation_id,
                    'party', n.party))
                order by n.number)
            from numbered n
            where n.reservation_id = chosen.id and n.number <= 500
        ),
        '[]'))
from chosen
order by chosen.place
