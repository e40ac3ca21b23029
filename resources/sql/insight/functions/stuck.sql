-- What people should look at, the oldest first: one row per reason and subject.
--   AUTHORIZED_TOO_LONG  authorized, and still not on its way to a booking after the threshold
--   NEVER_CAPTURED       an authorization that nobody captures: its reservation has been committing, booked or at its end
--                        for longer than the threshold
--   NOT_GIVEN_BACK       captured, its reservation at another end than a booking, and an unwind has been after it for longer
--                        than the threshold, in real time as the work itself
--   PAST_DEADLINE        in flight although its deadline and the grace are over
--   DEAD_LETTERED        an operation on money that was given up
--   DEAD_WEBHOOK         what the gateway told could not be processed
--   NO_WORKER            operations on money are due for two minutes, and no worker is there that takes them
create or replace function holdfast.stuck(p_threshold interval, p_limit integer) returns table (
    o_reason text,
    o_subject text, -- 'reservation/ID', 'operation/ID', 'webhook/ID', 'worker/ROLE'
    o_reservation uuid,
    o_operation uuid,
    o_state text,       -- of the reservation, if there is one
    o_version integer,  -- likewise
    o_since timestamptz,
    o_deadline timestamptz,
    o_at_risk_minor bigint, -- authorized and not captured, or captured and not refunded
    o_currency text,
    o_detail text,
    o_matching bigint -- how many there are, counted up to a bound per reason
)
language plpgsql volatile
set jit = off
as $$
declare
    v_most constant integer := 10000;
    v_now timestamptz := holdfast.now();
    v_real timestamptz := clock_timestamp();
begin
    return query
        with found as (
            (select 'AUTHORIZED_TOO_LONG' as reason, w.id as reservation_id, null::uuid as operation_id, null::text as other,
                    null::text as party, true as has_money, coalesce(e.since, w.changed_at) as since, null::text as detail
             from holdfast.reservation w
             left join lateral (
                 select min(e.at) as since from holdfast.reservation_event e
                 where e.reservation_id = w.id and e.to_state in ('VENDOR_AUTHORIZED', 'AUTHORIZED_BOTH')
             ) e on true
             where w.deadline is not null and w.state in ('VENDOR_AUTHORIZED', 'AUTHORIZED_BOTH')
               and coalesce(e.since, w.changed_at) <= v_now - p_threshold
             limit v_most)
            union all
            (select 'NEVER_CAPTURED', w.id, null, null, null, true, w.changed_at,
                    string_agg(p.party || ' ' || coalesce(p.intent_id, 'unknown'), ', ' order by p.party)
             from holdfast.payment p
             join holdfast.reservation w on w.id = p.reservation_id
             where p.intent_status = 'requires_capture' and p.captured_minor = 0
               and w.state not in ('VENDOR_AUTHORIZED', 'AUTHORIZED_BOTH') and w.changed_at <= v_now - p_threshold
             group by w.id
             limit v_most)
            union all
            (select 'NOT_GIVEN_BACK', w.id, null, null, null, true, v_now - (v_real - min(o.opened_at)),
                    string_agg(concat_ws(': ', p.party || ' ' || coalesce(p.intent_id, 'unknown'), o.detail), ', '
                               order by p.party)
             from holdfast.operation o
             join holdfast.payment p on p.reservation_id = o.reservation_id and p.party = o.party
             join holdfast.reservation w on w.id = o.reservation_id
             where o.queue = 'party' and o.status = 'PENDING' and o.kind = 'unwind' and o.opened_at <= v_real - p_threshold
               and p.captured_minor > p.refunded_minor
             group by w.id
             limit v_most)
            union all
            (select 'PAST_DEADLINE', w.id, null, null, null, true, w.deadline, null
             from holdfast.reservation w
             where w.deadline < v_now - holdfast.grace()
             order by w.deadline, w.id
             limit v_most)
            union all
            (select 'DEAD_LETTERED', o.reservation_id, o.id, null, o.party, o.kind <> 'void', coalesce(o.finished_at, o.planned_at),
                    concat_ws(': ', o.kind || coalesce(' ' || o.party, '') || coalesce(' ' || o.intent_id, ''), o.detail)
             from holdfast.operation o
             where o.status = 'DEAD'
             limit v_most)
            union all
            (select 'DEAD_WEBHOOK', h.reservation_id, null, 'webhook/' || h.id, null, false, greatest(h.created_at, h.received_at),
                    concat_ws(': ', h.type || coalesce(' ' || h.intent_id, ''), h.detail)
             from holdfast.webhook_event h
             where h.status = 'DEAD'
             limit v_most)
            union all
            (select 'NO_WORKER', null, null, 'worker/' || q.role, null, false, q.since,
                    'operations on money that wait for a worker of this role: ' || q.waiting
             from (select u.role, min(d.planned_at) as since, count(*) as waiting
                   from (values ('commit', 'commit'), ('party', 'payments')) as u (queue, role)
                   cross join lateral (
                       select o.planned_at from holdfast.operation o
                       where o.queue = u.queue and o.status = 'PENDING' and o.due_at <= v_real - interval '2 minutes'
                         and (o.lease_until is null or o.lease_until <= v_real)
                       order by o.due_at
                       limit v_most
                   ) d
                   group by u.role) q
             where not exists (select from holdfast.component c
                               where c.kind = q.role and c.seen_at > v_real - interval '1 minute'))
        ), page as (
            select f.*, count(*) over () as matching,
                   case when f.operation_id is not null then 'operation/' || f.operation_id
                        when f.other is not null then f.other
                        else 'reservation/' || f.reservation_id end as subject
            from found f
            order by f.since, subject, f.reason
            limit p_limit
        )
        select g.reason, g.subject, g.reservation_id, g.operation_id, w.state, w.version, g.since, w.deadline,
               coalesce(m.at_risk, 0)::bigint, m.currency, g.detail, g.matching
        from page g
        left join holdfast.reservation w on w.id = g.reservation_id
        left join lateral (
            select sum(case when p.intent_status = 'canceled' then 0
                            when p.captured_minor > 0 then
                                case w.state when 'CONFIRMED' then 0 else p.captured_minor - p.refunded_minor end
                            else p.authorized_minor end) as at_risk,
                   min(p.currency) as currency
            from holdfast.payment p
            where p.reservation_id = g.reservation_id and (g.party is null or p.party = g.party)
        ) m on g.has_money -- what an intent that belongs to none of ours is worth, nobody here knows
        order by g.since, g.subject, g.reason;
end
$$;

-- Keeps one open alert per thing that is stuck. Gives how many are open. One caller at a time does the work.
create or replace function holdfast.raise_alerts(p_threshold interval) returns table (o_raised bigint, o_cleared bigint, o_open bigint)
language plpgsql volatile
as $$
declare
    v_most constant integer := 10000;
    v_now timestamptz := holdfast.now();
    v_reasons text[];
    v_subjects text[];
begin
    o_raised := 0;
    o_cleared := 0;
    if pg_try_advisory_xact_lock(4804150316285246) then
        with stuck as materialized (
            select * from holdfast.stuck(p_threshold, v_most)
        ), raised as (
            insert into holdfast.alert (reason, subject, reservation_id, operation_id, since, at_risk_minor, currency, detail,
                                        raised_at)
            select s.o_reason, s.o_subject, s.o_reservation, s.o_operation, s.o_since, s.o_at_risk_minor, s.o_currency,
                   s.o_detail, v_now
            from stuck s
            on conflict (reason, subject) where cleared_at is null do update
                set at_risk_minor = excluded.at_risk_minor, currency = excluded.currency
                where (alert.at_risk_minor, alert.currency) is distinct from (excluded.at_risk_minor, excluded.currency)
            returning raised_at = v_now as is_new
        )
        select (select count(*) from raised where is_new), coalesce(array_agg(s.o_reason), '{}'), coalesce(array_agg(s.o_subject), '{}')
        into o_raised, v_reasons, v_subjects
        from stuck s;
        -- Of a list that was cut off nothing follows about what is not on it.
        if cardinality(v_subjects) < v_most then
            update holdfast.alert a
            set cleared_at = v_now
            where a.cleared_at is null
              and not exists (select from unnest(v_reasons, v_subjects) as s (reason, subject)
                              where s.reason = a.reason and s.subject = a.subject);
            get diagnostics o_cleared = row_count;
        end if;
    end if;
    select count(*) into o_open from holdfast.alert where cleared_at is null;
    return next;
end
$$;
