-- How the work on money is taken, told and ended. A worker leases an operation, talks to the gateway outside of any
-- transaction, and records what came of it under the lease's fence. A result with another fence changes no state; what it
-- knows of the gateway is kept, and opens what has to be undone again.

-- An earlier version told when, not how long ago, and knew one queue.
drop function if exists holdfast.lease_operations(uuid, text[], integer, interval);

-- Takes operations for one worker. Whatever nobody answered for within its lease comes again, and says so.
create or replace function holdfast.lease_operations(
    p_owner uuid,
    p_kinds text[],
    p_limit integer,
    p_lease interval
) returns table (
    o_id uuid,
    o_kind text,
    o_reservation uuid,
    o_party text,
    o_intent text, -- of a void
    o_fence bigint,
    o_attempts integer, -- this one included
    o_lapsed boolean,   -- the worker before this one never told what came of it
    o_tried_ms bigint,  -- since something may last have been sent; null: this is the first attempt
    o_key_expired boolean, -- the gateway may have forgotten the first attempt's idempotency key
    o_too_late boolean, -- an authorization whose deadline and grace are over
    o_key_round integer,
    o_planned_at timestamptz,
    o_trace_id text
)
language plpgsql volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_now timestamptz := clock_timestamp(); -- a constant of the statements below, so that their index ends there
    v_booking_now timestamptz := holdfast.now();
    v_queue text;
begin
    foreach v_queue in array array(select distinct case k when 'commit' then 'commit' else 'party' end from unnest(p_kinds) k)
    loop
        return query
            with due as materialized (
                select o.id, o.lease_owner is not null as lapsed, o.sent_at, o.tried_at, w.deadline
                from holdfast.operation o
                left join holdfast.reservation w on w.id = o.reservation_id and o.kind = 'authorize'
                where o.queue = v_queue and o.status = 'PENDING' and o.due_at <= v_now and o.kind = any (p_kinds)
                  and (o.lease_until is null or o.lease_until <= v_now)
                order by o.due_at, o.id
                limit p_limit
                for update of o skip locked
            ), taken as (
                update holdfast.operation o
                set lease_owner = p_owner, lease_until = clock_timestamp() + p_lease, fence = o.fence + 1,
                    attempts = o.attempts + 1, sent_at = coalesce(o.sent_at, clock_timestamp()), tried_at = clock_timestamp()
                from due
                where o.id = due.id
                returning o.id, o.kind, o.reservation_id, o.party, o.intent_id, o.fence, o.attempts, due.lapsed,
                          (extract(epoch from v_now - due.tried_at) * 1000)::bigint,
                          -- By the clock that the gateway of a sandbox follows; never younger than the key.
                          due.sent_at is not null and v_booking_now - o.planned_at > interval '23 hours',
                          coalesce(due.deadline + holdfast.grace() <= v_booking_now, false),
                          o.key_round, o.planned_at, o.trace_id
            )
            select * from taken;
    end loop;
end
$$;

-- Locks what an operation's result may change, in the order of all: slot, reservation, operation. Null when there is no
-- such operation. A void, and an unwind, change no slot: theirs is not locked.
create or replace function holdfast.lock_operation(p_operation uuid) returns holdfast.operation
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation;
    v_slot uuid;
begin
    select o.* into v_operation from holdfast.operation o where o.id = p_operation;
    if v_operation.reservation_id is not null then
        if v_operation.kind in ('authorize', 'commit') then
            select slot_id into v_slot from holdfast.reservation where id = v_operation.reservation_id;
            perform from holdfast.slot where id = v_slot for no key update;
        end if;
        perform from holdfast.reservation where id = v_operation.reservation_id for no key update;
        if v_slot is not null and not exists (select from holdfast.reservation
                                              where id = v_operation.reservation_id and slot_id = v_slot) then
            raise exception 'a reservation moved to another slot meanwhile' using errcode = '40001';
        end if;
    end if;
    select o.* into v_operation from holdfast.operation o where o.id = p_operation for no key update;
    return v_operation;
end
$$;

-- One step of a reservation whose locks the caller has; the version of its event.
create or replace function holdfast.take_step(
    p_reservation uuid,
    p_event text,
    p_deadline timestamptz,
    p_now timestamptz,
    p_actor text,
    p_trace text,
    p_reason text
) returns integer
language sql volatile as $$
    select o_version from holdfast.take_steps(array[p_reservation], array[p_event], array[p_deadline], p_now,
                                              array[p_actor], array[p_trace], array[p_reason])
$$;

create or replace function holdfast.end_operation(
    p_operation uuid,
    p_status text,
    p_outcome text,
    p_detail text,
    p_version integer,
    p_now timestamptz
) returns void
language sql volatile as $$
    update holdfast.operation
    set status = p_status, outcome = p_outcome, detail = left(p_detail, 500), version = p_version, finished_at = p_now,
        lease_owner = null, lease_until = null
    where id = p_operation
$$;

-- An intent that nobody needs goes back by itself; again, when it was settled and is not any more.
create or replace function holdfast.plan_void(
    p_reservation uuid, -- null: it belongs to none of ours
    p_party text,
    p_intent text,
    p_now timestamptz,
    p_trace text
) returns void
language sql volatile as $$
    insert into holdfast.operation (id, kind, reservation_id, party, intent_id, planned_at, actor, trace_id)
    values (holdfast.new_id(), 'void', p_reservation, p_party, p_intent, p_now, 'system', p_trace)
    on conflict on constraint operation_once do update
        set status = 'PENDING', outcome = null, detail = null, finished_at = null, attempts = 0,
            opened_at = clock_timestamp(), due_at = clock_timestamp(), fence = holdfast.operation.fence + 1
        where holdfast.operation.status <> 'PENDING'
$$;

-- What the gateway says of a party's intent. Never lets go of an intent once it is known: another one is nobody's, and is
-- voided by itself.
create or replace function holdfast.note_intent(
    p_reservation uuid,
    p_party text,
    p_intent text,
    p_status text,
    p_authorized_minor bigint,
    p_captured_minor bigint,
    p_refunded_minor bigint, -- null: not asked for
    p_capture_before timestamptz,
    p_now timestamptz,
    p_trace text
) returns void
language plpgsql volatile
as $$
declare
    v_known text;
begin
    select intent_id into v_known from holdfast.payment
    where reservation_id = p_reservation and party = p_party for no key update;
    if not found or (v_known is not null and v_known <> p_intent) then
        if p_status <> 'canceled' and (p_status <> 'succeeded' or p_captured_minor is distinct from p_refunded_minor) then
            perform holdfast.plan_void(p_reservation, p_party, p_intent, p_now, p_trace);
        end if;
        return;
    end if;
    -- Captures only grow; a late word does not take back what an earlier one told. A refund can fail after all.
    update holdfast.payment
    set intent_id = p_intent,
        intent_status = case when intent_status in ('canceled', 'succeeded') then intent_status else p_status end,
        authorized_minor = greatest(authorized_minor, p_authorized_minor),
        captured_minor = greatest(captured_minor, p_captured_minor),
        refunded_minor = coalesce(p_refunded_minor, refunded_minor),
        capture_before = coalesce(p_capture_before, capture_before), changed_at = p_now
    where reservation_id = p_reservation and party = p_party;
end
$$;

-- Something is known of the gateway that an ended reservation has not settled: its unwind begins again, with all its
-- attempts. One that is under way does too, as it may have looked before; with the attempts it has left. Plans it when
-- there was none. Nothing, while the reservation has not ended.
create or replace function holdfast.reopen_unwind(
    p_reservation uuid,
    p_party text,
    p_now timestamptz,
    p_trace text
) returns boolean
language plpgsql volatile
as $$
begin
    if not exists (select from holdfast.reservation w join holdfast.state n on n.name = w.state
                   where w.id = p_reservation and n.terminal) then
        return false;
    end if;
    insert into holdfast.operation (id, kind, reservation_id, party, planned_at, actor, trace_id)
    select holdfast.new_id(), 'unwind', p_reservation, p_party, p_now, 'system', p_trace
    from holdfast.payment p where p.reservation_id = p_reservation and p.party = p_party
    on conflict on constraint operation_once do update
        set status = 'PENDING', outcome = null, detail = null, finished_at = null,
            attempts = case holdfast.operation.status when 'PENDING' then holdfast.operation.attempts else 0 end,
            opened_at = case holdfast.operation.status when 'PENDING' then holdfast.operation.opened_at
                             else clock_timestamp() end,
            due_at = clock_timestamp(), fence = holdfast.operation.fence + 1, lease_owner = null, lease_until = null;
    return found;
end
$$;

-- The result of an authorization: AUTHORIZED, DECLINED, or REFUSED when the gateway will not have the request at all.
-- Returns RECORDED; STALE when the work does not count any more; TOO_LATE when the deadline and its grace are over.
create or replace function holdfast.record_authorization(
    p_operation uuid,
    p_fence bigint,
    p_outcome text,
    p_intent text, -- null: there is none
    p_intent_status text,
    p_authorized_minor bigint,
    p_capture_before timestamptz,
    p_detail text,
    p_actor text
) returns text
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_now timestamptz := holdfast.now();
    v_reservation holdfast.reservation;
    v_event text;
    v_deadline timestamptz;
    v_version integer;
    v_result text := 'RECORDED';
begin
    if v_operation.id is null then
        return 'STALE';
    end if;
    if p_intent is not null then
        perform holdfast.note_intent(v_operation.reservation_id, v_operation.party, p_intent, p_intent_status,
                                     p_authorized_minor, 0, null, p_capture_before, v_now, v_operation.trace_id);
    end if;
    if v_operation.status <> 'PENDING' or v_operation.fence <> p_fence then
        if p_intent is not null then
            perform holdfast.reopen_unwind(v_operation.reservation_id, v_operation.party, v_now, v_operation.trace_id);
        end if;
        return 'STALE';
    end if;

    select * into v_reservation from holdfast.reservation where id = v_operation.reservation_id;
    if v_reservation.deadline + holdfast.grace() <= v_now then
        v_event := 'expire';
        v_result := 'TOO_LATE';
    elsif p_outcome = 'AUTHORIZED' then
        v_event := v_operation.party || '_authorized';
        -- The new state ends before the first of the authorizations does; a moment remains in any case.
        select greatest(v_now + interval '1 second',
                        least(v_now + n.deadline, (select min(p.capture_before) from holdfast.payment p
                                                   where p.reservation_id = v_reservation.id)
                                                  - (select authorization_margin from holdfast.money_policy)))
        into v_deadline
        from holdfast.transition t join holdfast.state n on n.name = t.to_state
        where t.from_state = v_reservation.state and t.event = v_event;
    else
        v_event := v_operation.party || '_auth_failed';
    end if;
    -- First the operation, so that the step finds it ended.
    perform holdfast.end_operation(p_operation, case when v_event like '%\_authorized' then 'DONE' else 'FAILED' end,
                                   case v_result when 'TOO_LATE' then 'too_late' else lower(p_outcome) end, p_detail, null,
                                   v_now);
    v_version := holdfast.take_step(v_reservation.id, v_event, v_deadline, v_now, p_actor, v_operation.trace_id, p_detail);
    update holdfast.operation set version = v_version where id = p_operation;
    return v_result;
end
$$;

-- One party's money is captured, on the way of a commit. STALE when the work does not count any more: then it is unwound.
create or replace function holdfast.record_capture(
    p_operation uuid,
    p_fence bigint,
    p_party text,
    p_intent text,
    p_intent_status text,
    p_captured_minor bigint
) returns text
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_now timestamptz := holdfast.now();
begin
    if v_operation.id is null then
        return 'STALE';
    end if;
    perform holdfast.note_intent(v_operation.reservation_id, p_party, p_intent, p_intent_status, 0, p_captured_minor, null,
                                 null, v_now, v_operation.trace_id);
    if v_operation.status <> 'PENDING' or v_operation.fence <> p_fence then
        perform holdfast.reopen_unwind(v_operation.reservation_id, p_party, v_now, v_operation.trace_id);
        return 'STALE';
    end if;
    return 'RECORDED';
end
$$;

-- How a commit ends: CAPTURED when every party's money is, FAILED when it cannot be. With `p_after_death` the slot must
-- still be there for it. A release that was asked for meanwhile comes first. Returns the reservation's state, or STALE.
create or replace function holdfast.record_commit(
    p_operation uuid,
    p_fence bigint,
    p_outcome text,
    p_after_death boolean,
    p_detail text,
    p_actor text
) returns text
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_now timestamptz := holdfast.now();
    v_reservation holdfast.reservation;
    v_event text := case p_outcome when 'CAPTURED' then 'committed' else 'commit_failed' end;
    v_version integer;
begin
    if v_operation.id is null or v_operation.status <> 'PENDING' or v_operation.fence <> p_fence then
        return 'STALE';
    end if;
    select * into v_reservation from holdfast.reservation where id = v_operation.reservation_id;
    if v_event = 'committed' and exists (
        select from holdfast.payment p where p.reservation_id = v_reservation.id and p.captured_minor <> p.amount_minor) then
        raise exception 'a commit ended without all of its money' using errcode = '23514';
    end if;
    if v_operation.release_actor is not null then
        v_event := 'force_release';
    elsif v_event = 'committed' and p_after_death
        and not holdfast.still_available(v_reservation.slot_id, v_reservation.quantity, v_reservation.id) then
        v_event := 'availability_changed';
    end if;
    perform holdfast.end_operation(p_operation, case v_event when 'committed' then 'DONE' else 'FAILED' end,
                                   v_event, p_detail, null, v_now);
    v_version := holdfast.take_step(v_reservation.id, v_event, null, v_now, coalesce(v_operation.release_actor, p_actor),
                                    coalesce(v_operation.release_trace_id, v_operation.trace_id),
                                    coalesce(v_operation.release_reason, p_detail));
    update holdfast.operation set version = v_version where id = p_operation;
    return (select state from holdfast.reservation where id = v_reservation.id);
end
$$;

-- An unwind or a void has brought the gateway to rest: the intent is canceled, or what was captured is refunded, or there
-- never was one. Returns RECORDED or STALE.
create or replace function holdfast.record_unwind(
    p_operation uuid,
    p_fence bigint,
    p_intent text, -- null: the gateway has none
    p_intent_status text,
    p_captured_minor bigint,
    p_refunded_minor bigint,
    p_detail text
) returns text
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_now timestamptz := holdfast.now();
begin
    if v_operation.id is null then
        return 'STALE';
    end if;
    if p_captured_minor <> p_refunded_minor then
        raise exception 'an unwind ended with money left at the gateway' using errcode = '23514';
    end if;
    if v_operation.kind = 'unwind' and p_intent is not null then
        perform holdfast.note_intent(v_operation.reservation_id, v_operation.party, p_intent, p_intent_status, 0,
                                     p_captured_minor, p_refunded_minor, null, v_now, v_operation.trace_id);
    end if;
    if v_operation.status <> 'PENDING' or v_operation.fence <> p_fence then
        return 'STALE';
    end if;
    perform holdfast.end_operation(p_operation, 'DONE',
                                   case when p_intent is null then 'nothing_there'
                                        when p_captured_minor > 0 then 'refunded' else 'voided' end,
                                   p_detail, null, v_now);
    return 'RECORDED';
end
$$;

-- Earlier versions counted every attempt.
drop function if exists holdfast.postpone_operation(uuid, bigint, interval, integer, text, text);
drop function if exists holdfast.postpone_operation(uuid, bigint, interval, integer, integer, text, text);

-- An attempt that led nowhere, certain or not. It comes again after `p_delay`. One that for certain did nothing, as while
-- the gateway cannot be reached, does not count: deadlines end what asks for money, and what gives it back goes on. After
-- the last one that counts, an authorization and a commit fail, which unwinds whatever they left, and what unwinds waits
-- for people. Returns POSTPONED, FAILED, DEAD, STALE.
create or replace function holdfast.postpone_operation(
    p_operation uuid,
    p_fence bigint,
    p_delay interval,
    p_counts boolean,
    p_most_attempts integer,
    p_key_round integer, -- as the attempt left it
    p_detail text,
    p_actor text
) returns text
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_now timestamptz := holdfast.now();
begin
    if v_operation.id is null or v_operation.status <> 'PENDING' or v_operation.fence <> p_fence then
        return 'STALE';
    end if;
    -- Until now something may have been sent.
    update holdfast.operation set tried_at = clock_timestamp() where id = p_operation;
    if not p_counts or v_operation.attempts < p_most_attempts then
        update holdfast.operation
        set due_at = clock_timestamp() + p_delay, attempts = attempts - (not p_counts)::integer, key_round = p_key_round,
            detail = left(p_detail, 500), lease_owner = null, lease_until = null
        where id = p_operation;
        return 'POSTPONED';
    end if;
    if v_operation.kind = 'authorize' then
        perform holdfast.record_authorization(p_operation, p_fence, 'REFUSED', null, null, 0, null, p_detail, p_actor);
        return 'FAILED';
    elsif v_operation.kind = 'commit' then
        perform holdfast.record_commit(p_operation, p_fence, 'FAILED', false, p_detail, p_actor);
        return 'FAILED';
    end if;
    perform holdfast.end_operation(p_operation, 'DEAD', 'dead', p_detail, null, v_now);
    return 'DEAD';
end
$$;

-- An earlier version looked at every payment each time.
drop function if exists holdfast.repair(integer, text, text);

-- Commits past their deadline that nobody is at work on right now: no worker is there for them, or each attempt dies. A
-- bounded part at a time, slots in order; returns how many it ended.
create or replace function holdfast.end_overdue_commits(p_limit integer, p_actor text, p_trace text) returns integer
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_now timestamptz := holdfast.now();
    v_ended integer := 0;
    r record;
begin
    for r in
        select w.id, w.slot_id
        from holdfast.reservation w
        where w.deadline <= v_now and w.state = 'COMMITTING'
          and not exists (select from holdfast.operation o
                          where o.reservation_id = w.id and o.kind = 'commit' and o.status = 'PENDING'
                            and o.lease_until > clock_timestamp())
        order by w.slot_id, w.id
        limit p_limit
    loop
        perform from holdfast.slot where id = r.slot_id for no key update;
        perform from holdfast.reservation where id = r.id and state = 'COMMITTING' and slot_id = r.slot_id for no key update;
        if found and not exists (select from holdfast.operation o
                                 where o.reservation_id = r.id and o.kind = 'commit' and o.status = 'PENDING'
                                   and o.lease_until > clock_timestamp()) then
            perform holdfast.take_step(r.id, 'commit_failed', null, v_now, p_actor, p_trace, 'nobody finished its commit');
            v_ended := v_ended + 1;
        end if;
    end loop;
    return v_ended;
end
$$;

-- Ended reservations with a payment that no unwind is after: there should be none. Payments are walked a page at a time,
-- from behind `p_after`; gives the last one looked at, null at the end, and how many unwinds it planned.
create or replace function holdfast.plan_missing_unwinds(
    p_after uuid, -- a reservation; null: from the beginning
    p_limit integer,
    p_trace text
) returns table (o_last uuid, o_planned integer)
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_page uuid[] := array(select distinct p.reservation_id from holdfast.payment p
                           where p_after is null or p.reservation_id > p_after
                           order by p.reservation_id limit p_limit);
    v_planned integer := 0;
    r record;
begin
    for r in
        select p.reservation_id, p.party
        from holdfast.payment p
        join holdfast.reservation w on w.id = p.reservation_id
        join holdfast.state n on n.name = w.state and n.terminal
        where p.reservation_id = any (v_page)
          and not exists (select from holdfast.operation o
                          where o.reservation_id = p.reservation_id and o.kind = 'unwind' and o.party = p.party)
        order by p.reservation_id, p.party
    loop
        v_planned := v_planned + holdfast.reopen_unwind(r.reservation_id, r.party, holdfast.now(), p_trace)::integer;
    end loop;
    return query select case when cardinality(v_page) = p_limit then v_page[p_limit] end, v_planned;
end
$$;
