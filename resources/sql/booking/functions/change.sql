-- Moves reservations along the transition table: arrays in, one row per ordinal out, one transaction.
-- The caller sends each reservation and each (partner, key) at most once in a batch.
--
-- Locks: command keys in (partner, key) order, slots by ascending id, reservations by ascending id.
--
-- An earlier version also told the slot's version.
drop function if exists holdfast.change_batch(uuid[], text[], uuid[], text[], bytea[], text[], text[], text[]);
create or replace function holdfast.change_batch(
    p_reservations uuid[],
    p_events text[],
    p_partners uuid[], -- null: the system itself, which owns everything
    p_keys text[],     -- null: not bound to a key
    p_fingerprints bytea[],
    p_actors text[],
    p_traces text[],
    p_reasons text[]
) returns table (
    o_ordinal integer,
    o_outcome text, -- DONE, an error code, or NOT_DUE for an expiry that is not
    o_replayed boolean,
    o_reservation uuid,
    o_state text, -- of the answer when DONE; where the reservation stands when refused
    o_slot uuid,
    o_quantity integer,
    o_version integer,
    o_deadline timestamptz
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
    v_open integer[] := '{}';
    v_claimed integer[];
    v_slots uuid[];
    v_now timestamptz;
    r record;
begin
    if (select count(distinct id) from unnest(p_reservations) as id) <> cardinality(p_reservations) then
        raise exception 'a reservation is named twice in one batch' using errcode = '22023';
    end if;

    -- Read before the snapshot: what is past its deadline now was past it then.
    v_now := holdfast.now();
    for r in
        select c.ordinal::integer, k.version as bound_version,
               k.fingerprint = c.fingerprint and k.reservation_id = c.reservation_id as same, k.found, w.state,
               holdfast.judge_change(c.event, w.id is not null and (c.partner_id is null or w.partner_id = c.partner_id),
                                     w.state, t.to_state, s.settlement, w.deadline, v_now) as refusal
        from unnest(p_reservations, p_events, p_partners, p_keys, p_fingerprints)
            with ordinality as c (reservation_id, event, partner_id, key, fingerprint, ordinal)
        left join lateral (
            select true as found, fingerprint, reservation_id, version from holdfast.command_key
            where partner_id = c.partner_id and key = c.key
            offset 0
        ) k on true
        left join lateral (
            select id, slot_id, partner_id, state, deadline from holdfast.reservation where id = c.reservation_id offset 0
        ) w on true
        left join lateral (
            select settlement from holdfast.slot where id = w.slot_id offset 0
        ) s on true
        left join holdfast.transition t on t.from_state = w.state and t.event = c.event
    loop
        v_states[r.ordinal] := r.state;
        if r.found then
            v_outcomes[r.ordinal] := case when r.same then 'REPLAY' else 'IDEMPOTENCY_KEY_REUSED' end;
            v_versions[r.ordinal] := r.bound_version;
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
            select i as ordinal, k.version, k.fingerprint = p_fingerprints[i] and k.reservation_id = p_reservations[i] as same
            from unnest(v_open) as i
            left join lateral (
                select fingerprint, reservation_id, version from holdfast.command_key
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
            with decided as materialized (
                select i as ordinal, w.id as reservation_id, w.slot_id, w.quantity, w.state as from_state, t.to_state,
                       w.version + 1 as version, f.in_flight as was_in_flight, n.in_flight as is_in_flight,
                       v_now + n.deadline as deadline,
                       holdfast.judge_change(p_events[i], p_partners[i] is null or w.partner_id = p_partners[i],
                                             w.state, t.to_state, s.settlement, w.deadline, v_now) as refusal
                from unnest(v_open) as i
                join holdfast.reservation w on w.id = p_reservations[i]
                join holdfast.slot s on s.id = w.slot_id
                join holdfast.state f on f.name = w.state
                left join holdfast.transition t on t.from_state = w.state and t.event = p_events[i]
                left join holdfast.state n on n.name = t.to_state
            ), accepted as materialized (
                select * from decided where refusal is null
            ), moved as (
                update holdfast.reservation w
                set state = a.to_state, version = a.version, deadline = a.deadline, changed_at = v_now,
                    lease_owner = null, lease_until = null
                from accepted a where w.id = a.reservation_id
            ), logged as (
                insert into holdfast.reservation_event (reservation_id, version, event, from_state, to_state, deadline, at,
                    actor, trace_id, reason)
                select reservation_id, version, p_events[ordinal], from_state, to_state, deadline, v_now,
                       p_actors[ordinal], p_traces[ordinal], p_reasons[ordinal]
                from accepted
            ), counted as (
                update holdfast.slot s
                set held = s.held + t.held, confirmed = s.confirmed + t.confirmed, version = s.version + t.steps
                from (select slot_id, count(*) as steps,
                             sum(quantity * (is_in_flight::integer - was_in_flight::integer))::integer as held,
                             sum(quantity * ((to_state = 'CONFIRMED')::integer
                                             - (from_state = 'CONFIRMED')::integer))::integer as confirmed
                      from accepted group by slot_id) t
                where s.id = t.slot_id
            ), bound as (
                update holdfast.command_key k
                set version = a.version
                from accepted a
                where k.partner_id = p_partners[a.ordinal] and k.key = p_keys[a.ordinal]
            ), given_back as (
                -- A refusal changes nothing and binds nothing.
                delete from holdfast.command_key k
                using decided d
                where d.refusal is not null and k.partner_id = p_partners[d.ordinal] and k.key = p_keys[d.ordinal]
            )
            select ordinal, refusal, from_state, version from decided
        loop
            v_outcomes[r.ordinal] := coalesce(r.refusal, 'DONE');
            v_states[r.ordinal] := r.from_state;
            v_versions[r.ordinal] := r.version;
        end loop;
    end if;

    return query
        select i, case v_outcomes[i] when 'REPLAY' then 'DONE' else v_outcomes[i] end, v_outcomes[i] = 'REPLAY',
               p_reservations[i], coalesce(e.to_state, v_states[i]), w.slot_id, w.quantity, e.version, e.deadline
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
