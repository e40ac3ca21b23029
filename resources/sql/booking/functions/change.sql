-- Carries out commands on reservations: arrays in, one row per ordinal out, one transaction. A command moves its
-- reservation along the transition table, or plans an operation whose result will.
-- The caller sends each reservation and each (partner, key) at most once in a batch.
--
-- Locks: command keys in (partner, key) order, slots by ascending id, reservations by ascending id, operations last.
--
-- An earlier version told the slot's version, another knew no payments.
drop function if exists holdfast.change_batch(uuid[], text[], uuid[], text[], bytea[], text[], text[], text[]);
create or replace function holdfast.change_batch(
    p_reservations uuid[],
    p_verbs text[],
    p_partners uuid[], -- null: the system itself, which owns everything
    p_keys text[],     -- null: not bound to a key
    p_fingerprints bytea[],
    p_actors text[],
    p_traces text[],
    p_reasons text[],
    p_arguments text[] -- of authorize_vendor and authorize_requester: the payment method; of extend: the interval to add
) returns table (
    o_ordinal integer,
    o_outcome text, -- DONE, an error code, or NOT_DUE for an expiry that is not
    o_replayed boolean,
    o_reservation uuid,
    o_state text, -- of the answer when DONE; where the reservation stands when refused or when only an operation was planned
    o_slot uuid,
    o_quantity integer,
    o_version integer, -- null when only an operation was planned
    o_deadline timestamptz,
    o_operation uuid -- whose result is the answer; null: there is nothing to wait for
)
language plpgsql volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_outcomes text[] := array_fill(null::text, array[cardinality(p_reservations)]);
    v_states text[] := array_fill(null::text, array[cardinality(p_reservations)]);
    v_versions integer[] := array_fill(null::integer, array[cardinality(p_reservations)]); -- of the event that answers
    v_operations uuid[] := array_fill(null::uuid, array[cardinality(p_reservations)]);
    v_open integer[] := '{}';
    v_claimed integer[];
    v_steps integer[] := '{}';      -- ordinals that take a step
    v_events text[] := '{}';        -- of these, in their order
    v_deadlines timestamptz[] := '{}';
    v_plans integer[] := '{}';      -- ordinals that plan an authorization
    v_commits integer[] := '{}';    -- ordinals that begin a commit
    v_slots uuid[];
    v_slot uuid;
    v_leaving integer;              -- of this slot, what this batch has sent to its commit
    v_event text;
    v_now timestamptz;
    r record;
begin
    if (select count(distinct id) from unnest(p_reservations) as id) <> cardinality(p_reservations) then
        raise exception 'a reservation is named twice in one batch' using errcode = '22023';
    end if;

    -- Read before the snapshot: what is past its deadline now was past it then.
    v_now := holdfast.now();
    for r in
        select c.ordinal::integer, k.version as bound_version, k.operation_id as bound_operation,
               k.fingerprint = c.fingerprint and k.reservation_id = c.reservation_id as same, k.found, w.state,
               holdfast.judge_change(c.verb, w.id is not null and (c.partner_id is null or w.partner_id = c.partner_id),
                                     w.state, t.to_state, s.settlement, a.planned, a.open, w.deadline, v_now) as refusal
        from unnest(p_reservations, p_verbs, p_partners, p_keys, p_fingerprints)
            with ordinality as c (reservation_id, verb, partner_id, key, fingerprint, ordinal)
        left join lateral (
            select true as found, fingerprint, reservation_id, version, operation_id from holdfast.command_key
            where partner_id = c.partner_id and key = c.key
            offset 0
        ) k on true
        left join lateral (
            select id, slot_id, partner_id, state, deadline from holdfast.reservation where id = c.reservation_id offset 0
        ) w on true
        left join lateral (
            select settlement from holdfast.slot where id = w.slot_id offset 0
        ) s on true
        left join lateral (
            select bool_or(o.party = holdfast.party_of(c.verb)) as planned, bool_or(o.status = 'PENDING') as open
            from holdfast.operation o
            where o.reservation_id = w.id and o.kind = 'authorize' and s.settlement in ('two_party', 'card')
            offset 0
        ) a on true
        left join holdfast.transition t on t.from_state = w.state and t.event = holdfast.event_of(c.verb, s.settlement)
    loop
        v_states[r.ordinal] := r.state;
        if r.found then
            v_outcomes[r.ordinal] := case when r.same then 'REPLAY' else 'IDEMPOTENCY_KEY_REUSED' end;
            v_versions[r.ordinal] := r.bound_version;
            v_operations[r.ordinal] := r.bound_operation;
        elsif r.refusal is not null then
            v_outcomes[r.ordinal] := r.refusal;
        else
            v_open := v_open || r.ordinal;
        end if;
    end loop;

    if v_open <> '{}' then
        -- Claim the keys first. Whoever comes second waits here for the first one's outcome, holding nothing.
        with claimed as (
            insert into holdfast.command_key (partner_id, key, fingerprint, reservation_id)
            select p_partners[i], p_keys[i], p_fingerprints[i], p_reservations[i]
            from unnest(v_open) as i
            where p_keys[i] is not null
            order by p_partners[i], p_keys[i]
            on conflict do nothing
            returning partner_id, key
        )
        select coalesce(array_agg(i), '{}') into v_claimed
        from unnest(v_open) as i
        where p_keys[i] is null or (p_partners[i], p_keys[i]) in (select partner_id, key from claimed);

        for r in
            select i as ordinal, k.version, k.operation_id,
                   k.fingerprint = p_fingerprints[i] and k.reservation_id = p_reservations[i] as same
            from unnest(v_open) as i
            left join lateral (
                select fingerprint, reservation_id, version, operation_id from holdfast.command_key
                where partner_id = p_partners[i] and key = p_keys[i]
                offset 0
            ) k on true
            where i <> all (v_claimed)
        loop
            if r.same is null then
                raise exception 'a key was bound and unbound again meanwhile' using errcode = '40001';
            end if;
            v_outcomes[r.ordinal] := case when r.same then 'REPLAY' else 'IDEMPOTENCY_KEY_REUSED' end;
            v_versions[r.ordinal] := r.version;
            v_operations[r.ordinal] := r.operation_id;
        end loop;
        v_open := v_claimed;
    end if;

    if v_open <> '{}' then
        v_slots := array(select slot_id from holdfast.reservation
                         where id = any (array(select p_reservations[i] from unnest(v_open) as i)));
        perform from holdfast.slot where id = any (v_slots) order by id for no key update;
        perform from holdfast.reservation
        where id = any (array(select p_reservations[i] from unnest(v_open) as i))
        order by id
        for no key update;
        if exists (select from holdfast.reservation
                   where id = any (array(select p_reservations[i] from unnest(v_open) as i))
                     and slot_id <> all (v_slots)) then
            raise exception 'a reservation moved to another slot meanwhile' using errcode = '40001';
        end if;

        v_now := holdfast.now();
        for r in
            select i as ordinal, w.id as reservation_id, w.slot_id, w.quantity, w.state, w.deadline, s.settlement,
                   holdfast.event_of(p_verbs[i], s.settlement) as event, o.id as commit_under_way,
                   y.intent_deadline,
                   holdfast.judge_change(p_verbs[i], p_partners[i] is null or w.partner_id = p_partners[i], w.state,
                                         t.to_state, s.settlement, a.planned, a.open, w.deadline, v_now) as refusal
            from unnest(v_open) as i
            join holdfast.reservation w on w.id = p_reservations[i]
            join holdfast.slot s on s.id = w.slot_id
            left join holdfast.transition t on t.from_state = w.state
                and t.event = holdfast.event_of(p_verbs[i], s.settlement)
            left join lateral (
                select bool_or(o.party = holdfast.party_of(p_verbs[i])) as planned, bool_or(o.status = 'PENDING') as open
                from holdfast.operation o
                where o.reservation_id = w.id and o.kind = 'authorize' and s.settlement in ('two_party', 'card')
                offset 0
            ) a on true
            left join lateral (
                select o.id from holdfast.operation o
                where o.reservation_id = w.id and o.kind = 'commit' and o.status = 'PENDING' and w.state = 'COMMITTING'
                  and o.sent_at is not null -- what nobody took has captured nothing
                offset 0
            ) o on true
            left join lateral (
                select min(p.capture_before) - (select authorization_margin from holdfast.money_policy) as intent_deadline
                from holdfast.payment p where p.reservation_id = w.id and p_verbs[i] = 'extend'
                offset 0
            ) y on true
            order by w.slot_id, i
        loop
            v_states[r.ordinal] := r.state;
            v_outcomes[r.ordinal] := coalesce(r.refusal, 'DONE');
            if r.refusal is not null then
                continue;
            elsif r.event is null then
                v_plans := v_plans || r.ordinal;
            elsif r.event = 'force_release' and r.commit_under_way is not null then
                -- Money may be moving: the release follows when the commit's outcome is known.
                update holdfast.operation
                set release_actor = p_actors[r.ordinal], release_trace_id = p_traces[r.ordinal],
                    release_reason = coalesce(p_reasons[r.ordinal], 'forced'), due_at = clock_timestamp()
                where id = r.commit_under_way;
                v_operations[r.ordinal] := r.commit_under_way;
            else
                v_event := r.event;
                if v_event = 'commit' then
                    if v_slot is distinct from r.slot_id then
                        v_slot := r.slot_id;
                        v_leaving := 0;
                    end if;
                    v_leaving := v_leaving + r.quantity;
                    if holdfast.still_available(r.slot_id, v_leaving, r.reservation_id) then
                        v_commits := v_commits || r.ordinal;
                    else
                        v_event := 'availability_changed';
                        v_leaving := v_leaving - r.quantity;
                    end if;
                end if;
                v_steps := v_steps || r.ordinal;
                v_events := v_events || v_event;
                v_deadlines := v_deadlines || case when v_event = 'extend'
                    then least(greatest(r.deadline, v_now) + p_arguments[r.ordinal]::interval, r.intent_deadline) end;
            end if;
        end loop;

        if v_steps <> '{}' then
            for r in
                select i as ordinal, s.o_version as version
                from holdfast.take_steps(array(select p_reservations[i] from unnest(v_steps) with ordinality as u (i, n) order by n),
                                         v_events, v_deadlines, v_now,
                                         array(select p_actors[i] from unnest(v_steps) with ordinality as u (i, n) order by n),
                                         array(select p_traces[i] from unnest(v_steps) with ordinality as u (i, n) order by n),
                                         array(select p_reasons[i] from unnest(v_steps) with ordinality as u (i, n) order by n)) s
                join unnest(v_steps) as i on p_reservations[i] = s.o_reservation
            loop
                v_versions[r.ordinal] := r.version;
            end loop;
        end if;
        if v_plans <> '{}' or v_commits <> '{}' then
            for r in
                select * from holdfast.plan_operations(p_reservations, p_verbs, p_arguments, p_actors, p_traces, v_plans,
                                                       v_commits, v_now)
            loop
                v_operations[r.o_ordinal] := r.o_operation;
            end loop;
        end if;

        -- What was done is bound to its key; a refusal changes nothing and binds nothing.
        update holdfast.command_key k
        set version = v_versions[i], operation_id = v_operations[i]
        from unnest(v_open) as i
        where v_outcomes[i] = 'DONE' and k.partner_id = p_partners[i] and k.key = p_keys[i];
        delete from holdfast.command_key k
        using unnest(v_open) as i
        where v_outcomes[i] <> 'DONE' and k.partner_id = p_partners[i] and k.key = p_keys[i];
    end if;

    return query
        select i, case v_outcomes[i] when 'REPLAY' then 'DONE' else v_outcomes[i] end, v_outcomes[i] = 'REPLAY',
               p_reservations[i], coalesce(e.to_state, v_states[i]), w.slot_id, w.quantity, e.version, e.deadline,
               v_operations[i]
        from generate_subscripts(p_reservations, 1) as i
        left join lateral (
            select slot_id, quantity from holdfast.reservation
            where id = p_reservations[i] and v_outcomes[i] in ('DONE', 'REPLAY')
            offset 0
        ) w on true
        left join lateral (
            select to_state, version, deadline from holdfast.reservation_event
            where reservation_id = p_reservations[i] and version = v_versions[i] and v_outcomes[i] in ('DONE', 'REPLAY')
            offset 0
        ) e on true;
end
$$;

-- The operations that accepted commands owe: each party's authorization, and the commit. Under the reservations' locks.
create or replace function holdfast.plan_operations(
    p_reservations uuid[],
    p_verbs text[],
    p_arguments text[],
    p_actors text[],
    p_traces text[],
    p_plans integer[],   -- ordinals of authorizations
    p_commits integer[], -- ordinals of commits
    p_now timestamptz
) returns table (o_ordinal integer, o_operation uuid)
language sql volatile as $$
    with planned as (
        select i, holdfast.new_id() as id, holdfast.party_of(p_verbs[i]) as party, w.id as reservation_id, w.quantity,
               s.currency, s.vendor_amount_minor, s.requester_amount_minor
        from unnest(p_plans) as i
        join holdfast.reservation w on w.id = p_reservations[i]
        join holdfast.slot s on s.id = w.slot_id
    ), paying as (
        insert into holdfast.payment (reservation_id, party, amount_minor, currency, payment_method, changed_at)
        select reservation_id, party,
               quantity * case party when 'vendor' then vendor_amount_minor else requester_amount_minor end, currency,
               p_arguments[i], p_now
        from planned
    ), committing as (
        select i, holdfast.new_id() as id from unnest(p_commits) as i
    ), owed as (
        insert into holdfast.operation (id, kind, reservation_id, party, planned_at, actor, trace_id)
        select id, 'authorize', reservation_id, party, p_now, p_actors[i], p_traces[i] from planned
        union all
        select id, 'commit', p_reservations[i], null, p_now, p_actors[i], p_traces[i] from committing
    )
    select i, id from planned
    union all
    select i, id from committing
$$;
