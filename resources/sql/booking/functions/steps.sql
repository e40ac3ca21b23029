-- What entering a terminal state owes to the gateway: each party's money back, whatever of it there is. A party has none
-- before its authorization was planned; from then on the gateway is asked, also when nobody knows what came of it.
create or replace function holdfast.plan_unwinds(
    p_reservations uuid[],
    p_now timestamptz,
    p_actors text[],
    p_traces text[]
) returns void
language sql volatile as $$
    insert into holdfast.operation (id, kind, reservation_id, party, planned_at, actor, trace_id)
    select holdfast.new_id(), 'unwind', p.reservation_id, p.party, p_now, c.actor, c.trace_id
    from unnest(p_reservations, p_actors, p_traces) as c (reservation_id, actor, trace_id)
    join holdfast.payment p on p.reservation_id = c.reservation_id
    order by p.reservation_id, p.party
    on conflict on constraint operation_once do nothing
$$;

-- Takes each reservation one step along its transition table. The caller has the locks on slots and reservations, names
-- each once and has judged the steps; one that the table does not know fails the transaction.
create or replace function holdfast.take_steps(
    p_reservations uuid[],
    p_events text[],
    p_deadlines timestamptz[], -- null: what the new state's row says
    p_now timestamptz,
    p_actors text[],
    p_traces text[],
    p_reasons text[]
) returns table (o_reservation uuid, o_version integer, o_state text)
language plpgsql volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_ended uuid[];
begin
    return query
        with step as materialized (
            select c.ordinal, w.id, w.slot_id, w.quantity, w.state as from_state, t.to_state, w.version + 1 as version,
                   f.in_flight as was_in_flight, n.in_flight as is_in_flight,
                   case when n.in_flight then coalesce(c.deadline, p_now + n.deadline) end as deadline,
                   c.event, c.actor, c.trace_id, c.reason
            from unnest(p_reservations, p_events, p_deadlines, p_actors, p_traces, p_reasons)
                with ordinality as c (reservation_id, event, deadline, actor, trace_id, reason, ordinal)
            join holdfast.reservation w on w.id = c.reservation_id
            join holdfast.state f on f.name = w.state
            left join holdfast.transition t on t.from_state = w.state and t.event = c.event
            left join holdfast.state n on n.name = t.to_state
        ), moved as (
            -- No next state violates the constraint on states: such a step is a mistake of the caller's.
            update holdfast.reservation w
            set state = coalesce(s.to_state, '(none)'), version = s.version, deadline = s.deadline, changed_at = p_now,
                lease_owner = null, lease_until = null
            from step s where w.id = s.id
        ), logged as (
            insert into holdfast.reservation_event (reservation_id, version, event, from_state, to_state, deadline, at,
                actor, trace_id, reason)
            select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step
        ), counted as (
            update holdfast.slot s
            set held = s.held + t.held, confirmed = s.confirmed + t.confirmed, version = s.version + t.steps
            from (select slot_id, count(*) as steps,
                         sum(quantity * (is_in_flight::integer - was_in_flight::integer))::integer as held,
                         sum(quantity * ((to_state = 'CONFIRMED')::integer
                                         - (from_state = 'CONFIRMED')::integer))::integer as confirmed
                  from step group by slot_id) t
            where s.id = t.slot_id
        )
        select id, version, to_state from step order by ordinal;

    -- Under the reservations' locks nobody else plans anything for them.
    v_ended := array(select w.id from holdfast.reservation w
                     join holdfast.state n on n.name = w.state
                     where w.id = any (p_reservations) and n.terminal
                       and exists (select from holdfast.payment p where p.reservation_id = w.id));
    if v_ended <> '{}' then
        -- Work under way must not count any more: its result comes with a fence that is not this one. Until its lease is
        -- over its worker may still send something.
        update holdfast.operation o
        set status = 'SUPERSEDED', outcome = 'superseded', finished_at = p_now, fence = fence + 1,
            tried_at = greatest(tried_at, lease_until), lease_owner = null, lease_until = null
        where o.reservation_id = any (v_ended) and o.status = 'PENDING' and o.kind in ('authorize', 'commit');
        perform holdfast.plan_unwinds(array_agg(c.reservation_id), p_now, array_agg(c.actor), array_agg(c.trace_id))
        from unnest(p_reservations, p_actors, p_traces) as c (reservation_id, actor, trace_id)
        where c.reservation_id = any (v_ended);
    end if;
end
$$;

-- Whether a hold may still become a booking, although another system may have taken of its slot meanwhile: those that
-- are confirmed or on their way come first. The caller has the slot's lock.
create or replace function holdfast.still_available(
    p_slot uuid,
    p_quantity integer, -- of this reservation, with those the caller lets go before it
    p_reservation uuid  -- not counted among those on their way
) returns boolean
language sql volatile as $$
    select s.held + s.confirmed + s.external <= s.capacity
        or s.confirmed + s.external + p_quantity + coalesce((
               select sum(r.quantity) from holdfast.reservation r
               where r.slot_id = p_slot and r.state = 'COMMITTING' and r.id <> p_reservation), 0) <= s.capacity
    from holdfast.slot s where s.id = p_slot
$$;
