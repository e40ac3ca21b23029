-- Makes reservations: arrays in, one row per ordinal out, one transaction. A refusal is a row like any other.
-- The caller sends at most one command per (partner, key) in a batch.
--
-- Locks: slots by ascending id, then the unique index of creation keys in (partner, key) order.
create or replace function holdfast.hold_batch(
    p_ids uuid[],
    p_partners uuid[],
    p_slots uuid[],
    p_quantities integer[],
    p_keys text[],
    p_fingerprints bytea[],
    p_refs text[],
    p_requesters text[],
    p_expected_versions bigint[], -- null where any version will do
    p_actors text[],
    p_traces text[]
) returns table (
    o_ordinal integer,
    o_outcome text, -- DONE or an error code
    o_replayed boolean,
    o_reservation uuid,
    o_state text,
    o_slot uuid,
    o_quantity integer,
    o_version integer,
    o_deadline timestamptz,
    o_slot_version bigint -- of AVAILABILITY_CHANGED: the one to retry with, after the batch
)
language plpgsql volatile
-- Plans are made while tables may still be empty; an index is right then too.
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_outcomes text[] := array_fill(null::text, array[cardinality(p_ids)]);
    v_reservations uuid[] := p_ids; -- a replay's is the first one's
    v_open integer[] := '{}';  -- ordinals not settled yet
    v_taken integer[];         -- those accepted in this round
    v_now timestamptz;
    v_deadline timestamptz;
    v_slot uuid;
    v_free integer;
    v_version bigint;
    v_refusal text;
    v_inserted integer;
    r record;
begin
    -- One snapshot for keys and slots: what is refused here was refusable at that moment, and costs no lock.
    for r in
        with s as materialized (
            select id, kind, version, capacity - held - confirmed - external as free, settlement, currency,
                   requester_amount_minor, vendor_amount_minor
            from holdfast.slot where id = any (p_slots)
        )
        select c.ordinal::integer, w.id as winner, w.creation_fingerprint = c.fingerprint as same,
               -- Its price never changes: asked for once, without a lock.
               coalesce(holdfast.judge_hold(s.kind, s.free, s.version, c.quantity, c.expected_version),
                        holdfast.judge_charge(s.settlement, s.currency, c.quantity, s.requester_amount_minor,
                                              s.vendor_amount_minor)) as refusal
        from unnest(p_partners, p_slots, p_quantities, p_keys, p_fingerprints, p_expected_versions)
            with ordinality as c (partner_id, slot_id, quantity, key, fingerprint, expected_version, ordinal)
        left join s on s.id = c.slot_id
        left join lateral (
            select id, creation_fingerprint from holdfast.reservation
            where partner_id = c.partner_id and creation_key = c.key
            offset 0
        ) w on true
    loop
        if r.winner is not null then
            v_outcomes[r.ordinal] := case when r.same then 'REPLAY' else 'IDEMPOTENCY_KEY_REUSED' end;
            v_reservations[r.ordinal] := r.winner;
        elsif r.refusal is not null then
            v_outcomes[r.ordinal] := r.refusal;
        else
            v_open := v_open || r.ordinal;
        end if;
    end loop;

    if v_open <> '{}' then
        perform from holdfast.slot
        where id = any (array(select p_slots[i] from unnest(v_open) as i))
        order by id
        for no key update;

        v_now := holdfast.now();
        v_deadline := v_now + (select deadline from holdfast.state where name = 'HELD');
    end if;

    while v_open <> '{}' loop
        -- Under the locks, in order of arrival within each slot: what fits is taken, also behind one that did not.
        v_taken := '{}';
        v_slot := null;
        for r in
            select c.ordinal, s.id as slot_id, s.kind, s.version, s.capacity - s.held - s.confirmed - s.external as free,
                   w.id as winner, w.creation_fingerprint = p_fingerprints[c.ordinal] as same
            from unnest(v_open) as c (ordinal)
            join holdfast.slot s on s.id = p_slots[c.ordinal]
            left join lateral (
                select id, creation_fingerprint from holdfast.reservation
                where partner_id = p_partners[c.ordinal] and creation_key = p_keys[c.ordinal]
                offset 0
            ) w on true
            order by s.id, c.ordinal
        loop
            if v_slot is distinct from r.slot_id then
                v_slot := r.slot_id;
                v_free := r.free;
                v_version := r.version;
            end if;
            v_refusal := holdfast.judge_hold(r.kind, v_free, v_version, p_quantities[r.ordinal],
                                             p_expected_versions[r.ordinal]);
            if r.winner is not null then
                v_outcomes[r.ordinal] := case when r.same then 'REPLAY' else 'IDEMPOTENCY_KEY_REUSED' end;
                v_reservations[r.ordinal] := r.winner;
            elsif v_refusal is not null then
                v_outcomes[r.ordinal] := v_refusal;
            else
                v_outcomes[r.ordinal] := 'DONE';
                v_taken := v_taken || r.ordinal;
                v_free := v_free - p_quantities[r.ordinal];
                v_version := v_version + 1;
            end if;
        end loop;
        exit when v_taken = '{}';

        -- The index of creation keys is the last word on a key: only rows that went in count.
        with inserted as (
            insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, deadline, created_at,
                changed_at, creation_key, creation_fingerprint, partner_booking_ref, requester_id)
            select p_ids[i], p_slots[i], p_partners[i], 'HELD', p_quantities[i], 1, v_deadline, v_now,
                   v_now, p_keys[i], p_fingerprints[i], p_refs[i], p_requesters[i]
            from unnest(v_taken) as i
            order by p_partners[i], p_keys[i]
            on conflict on constraint reservation_creation_key do nothing
            returning id, slot_id, quantity
        ), logged as (
            insert into holdfast.reservation_event (reservation_id, version, event, to_state, deadline, at, actor, trace_id)
            select p_ids[i], 1, 'hold', 'HELD', v_deadline, v_now, p_actors[i], p_traces[i]
            from unnest(v_taken) as i
            where p_ids[i] in (select id from inserted)
        ), counted as (
            update holdfast.slot s
            set held = s.held + t.quantity, version = s.version + t.reservations
            from (select slot_id, sum(quantity)::integer as quantity, count(*) as reservations
                  from inserted group by slot_id) t
            where s.id = t.slot_id
        )
        select array_agg(i), count(i) into v_taken, v_inserted
        from unnest(v_taken) as i where p_ids[i] in (select id from inserted);
        v_taken := coalesce(v_taken, '{}');

        -- Where another transaction had bound a key, its row is settled from that one and the refused get another look:
        -- the place they lacked may be free after all.
        exit when v_inserted = (select count(*) from unnest(v_open) as i where v_outcomes[i] = 'DONE');
        v_open := array(select i from unnest(v_open) as i
                        where i <> all (v_taken) and v_outcomes[i] not in ('REPLAY', 'IDEMPOTENCY_KEY_REUSED'));
    end loop;

    return query
        select i, case v_outcomes[i] when 'REPLAY' then 'DONE' else v_outcomes[i] end, v_outcomes[i] = 'REPLAY',
               v_reservations[i], e.to_state, w.slot_id, w.quantity, e.version, e.deadline, s.version
        from generate_subscripts(p_ids, 1) as i
        -- The answer is the event that made the reservation, for the first request as for its repeats: nothing in it may
        -- be of now.
        left join lateral (
            select slot_id, quantity from holdfast.reservation
            where id = v_reservations[i] and v_outcomes[i] in ('DONE', 'REPLAY')
            offset 0
        ) w on true
        left join lateral (
            select to_state, version, deadline from holdfast.reservation_event
            where reservation_id = v_reservations[i] and version = 1 and v_outcomes[i] in ('DONE', 'REPLAY')
            offset 0
        ) e on true
        left join lateral (
            select version from holdfast.slot
            where id = p_slots[i] and v_outcomes[i] = 'AVAILABILITY_CHANGED'
            offset 0
        ) s on true;
end
$$;
