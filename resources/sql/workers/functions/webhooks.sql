-- An earlier version did not tell when.
drop function if exists holdfast.lease_webhooks(uuid, integer, interval);

-- The gateway's hints. Leased as operations are; followed by asking the gateway, whose answer alone counts.
create or replace function holdfast.lease_webhooks(p_owner uuid, p_limit integer, p_lease interval)
returns table (o_id text, o_type text, o_intent text, o_fence bigint, o_attempts integer, o_leased_at timestamptz)
language plpgsql volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_now timestamptz := clock_timestamp(); -- a constant below, so that the index ends there
begin
    return query
        with due as materialized (
            select e.id from holdfast.webhook_event e
            where e.status = 'PENDING' and e.due_at <= v_now
              and (e.lease_until is null or e.lease_until <= v_now)
            order by e.due_at, e.id
            limit p_limit
            for update skip locked
        )
        update holdfast.webhook_event e
        set lease_owner = p_owner, lease_until = clock_timestamp() + p_lease, fence = e.fence + 1, attempts = e.attempts + 1
        from due
        where e.id = due.id
        returning e.id, e.type, e.intent_id, e.fence, e.attempts, v_now;
end
$$;

-- An earlier version ended one hint at a time.
drop function if exists holdfast.record_webhook(text, bigint, text, uuid, text, interval);

-- Ends a hint, or lets it come again after `p_delay`. With it ends what else had come about the same intent before the
-- gateway was asked and is in nobody's hands: the answer is theirs as well. False when the work does not count any more.
create or replace function holdfast.record_webhook(
    p_id text,
    p_fence bigint,
    p_status text, -- PENDING: again
    p_reservation uuid,
    p_detail text,
    p_delay interval,
    p_leased_at timestamptz
) returns boolean
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_now timestamptz := clock_timestamp();
    v_intent text;
begin
    update holdfast.webhook_event
    set status = p_status, reservation_id = coalesce(p_reservation, reservation_id), detail = left(p_detail, 500),
        due_at = v_now + coalesce(p_delay, interval '0'), lease_owner = null, lease_until = null,
        processed_at = case when p_status <> 'PENDING' then v_now end
    where id = p_id and fence = p_fence and status = 'PENDING'
    returning intent_id into v_intent;
    if not found then
        return false;
    end if;
    if p_status in ('DONE', 'IGNORED') then
        update holdfast.webhook_event e
        set status = p_status, reservation_id = coalesce(p_reservation, e.reservation_id), detail = 'followed with ' || p_id,
            fence = e.fence + 1, lease_owner = null, lease_until = null, processed_at = v_now
        from (
            select o.id from holdfast.webhook_event o
            where o.intent_id = v_intent and o.status = 'PENDING' and o.received_at <= p_leased_at
              and (o.lease_until is null or o.lease_until <= v_now)
            for update skip locked
        ) same
        where e.id = same.id;
    end if;
    return true;
end
$$;

-- What the gateway says of an intent, set against what is known of it. Nothing of a state is changed by it: an intent that
-- an ended reservation has not settled is unwound again, one that nobody needs is voided, work that waits for its result is
-- hurried on. Returns the reservation it belongs to; null: it is none of ours.
create or replace function holdfast.follow_hint(
    p_intent text,
    p_status text,
    p_capturable_minor bigint,
    p_captured_minor bigint,
    p_refunded_minor bigint,
    p_reservation uuid, -- as the intent's metadata say; null: they don't
    p_party text
) returns uuid
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_now timestamptz;
    v_reservation uuid;
    v_party text;
    v_settled boolean := p_status = 'canceled' or (p_status = 'succeeded' and p_captured_minor = p_refunded_minor);
begin
    select p.reservation_id, p.party into v_reservation, v_party from holdfast.payment p where p.intent_id = p_intent;
    if not found then
        select p.reservation_id, p.party into v_reservation, v_party
        from holdfast.payment p where p.reservation_id = p_reservation and p.party = p_party;
    end if;
    if v_reservation is null then
        -- It says it is ours, and nobody planned it. What is captured already, a person has to look at.
        if p_reservation is not null and not v_settled and p_captured_minor = 0 then
            perform holdfast.plan_void(null, null, p_intent, holdfast.now(), 'webhook');
        end if;
        return null;
    end if;

    perform from holdfast.reservation where id = v_reservation for no key update;
    v_now := holdfast.now();
    perform holdfast.note_intent(v_reservation, v_party, p_intent, p_status, p_capturable_minor, p_captured_minor,
                                 p_refunded_minor, null, v_now, 'webhook');
    -- An authorization under way now asks for this one, instead of for another.
    if exists (select from holdfast.operation o
               where o.reservation_id = v_reservation and o.kind = 'authorize' and o.party = v_party
                 and o.status = 'PENDING') then
        update holdfast.operation o set due_at = least(o.due_at, clock_timestamp())
        where o.reservation_id = v_reservation and o.kind = 'authorize' and o.party = v_party and o.status = 'PENDING';
        return v_reservation;
    end if;
    -- What people were left with may be settled by now.
    if not v_settled or exists (select from holdfast.operation o
                                where o.reservation_id = v_reservation and o.kind = 'unwind' and o.party = v_party
                                  and o.status = 'DEAD') then
        perform holdfast.reopen_unwind(v_reservation, v_party, v_now, 'webhook');
    end if;
    return v_reservation;
end
$$;
