-- What every act of a person has in common. The acts themselves run with the rights of whoever made them (SECURITY
-- DEFINER): a login has the right to act, never to write. They change reservations and operations through the domain's
-- functions, and end with their entry in the audit.

-- Who acts. A login that could do anything in this database anyway, as the API's, is believed about the person it acts
-- for; any other acts for itself, with the highest role it is a member of. Called by the acts alone: the current user is
-- their owner.
create or replace function holdfast.acting_as(
    p_actor text,
    p_role text,
    p_least text, -- the lowest role that may
    out o_actor text,
    out o_role text
)
language plpgsql volatile
as $$
declare
    v_ranks constant text[] := array['viewer', 'tester', 'operator', 'admin'];
begin
    if pg_has_role(session_user, current_user, 'member') then
        o_actor := coalesce(nullif(p_actor, ''), session_user);
        o_role := coalesce(nullif(p_role, ''), 'admin');
    else
        o_actor := session_user;
        select r into o_role
        from unnest(v_ranks) with ordinality as t (r, rank)
        where pg_has_role(session_user, 'holdfast_' || r, 'member')
        order by rank desc
        limit 1;
    end if;
    if coalesce(array_position(v_ranks, o_role), 0) < array_position(v_ranks, p_least) then
        raise exception '% of role % may not do this: it takes %', o_actor, coalesce(o_role, '(none)'), p_least
            using errcode = '42501';
    end if;
end
$$;

-- What a person wrote, as it is kept: null when there is nothing to be seen in it, as in blanks, controls, marks of
-- direction and characters without width or shape.
create or replace function holdfast.visible(p_text text) returns text
language sql immutable parallel safe
as $$
    select case when p_text ~ ('[^[:space:][:cntrl:]' || U&'\0080-\00A0\00AD\034F\061C\115F\1160\1680\17B4\17B5\180B-\180F\2000-\200F'
                               || U&'\2028-\202F\205F-\206F\2800\3000\3164\FE00-\FE0F\FEFF\FFA0\FFF0-\FFFB'
                               || U&'\+0E0000-\+0E0FFF' || ']') then btrim(p_text) end
$$;

-- A reason as it is kept: null when nothing was said.
create or replace function holdfast.read_reason(p_reason text, p_required boolean) returns text
language plpgsql volatile
as $$
declare
    v_reason text := holdfast.visible(p_reason);
begin
    if p_required and v_reason is null then
        raise exception 'a reason is required' using errcode = '22023';
    elsif length(v_reason) > 500 then
        raise exception 'a reason has at most 500 characters' using errcode = '22023';
    end if;
    return v_reason;
end
$$;

-- Locks reservations with their slots, in the order of all, and says why each cannot be acted on as it was shown: null
-- when it can. What changed since a person looked at it is looked at again first.
create or replace function holdfast.lock_shown(
    p_reservations uuid[],
    p_versions integer[] -- as shown; null as a whole or by element: any
) returns table (o_ordinal integer, o_refusal text, o_state text, o_version integer, o_deadline timestamptz)
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_slots uuid[] := array(select slot_id from holdfast.reservation where id = any (p_reservations));
begin
    perform from holdfast.slot where id = any (v_slots) order by id for no key update;
    perform from holdfast.reservation where id = any (p_reservations) order by id for no key update;
    if exists (select from holdfast.reservation where id = any (p_reservations) and slot_id <> all (v_slots)) then
        raise exception 'a reservation moved to another slot meanwhile' using errcode = '40001';
    end if;
    return query
        select i, case when w.id is null then 'RESERVATION_NOT_FOUND'
                       when w.version <> p_versions[i] then 'CHANGED_SINCE' end, w.state, w.version, w.deadline
        from generate_subscripts(p_reservations, 1) as i
        left join holdfast.reservation w on w.id = p_reservations[i]
        order by i;
end
$$;

-- Carries out one verb per reservation, each named once, for a person; each that was done gets its entry.
create or replace function holdfast.change_for_person(
    p_act text,
    p_reservations uuid[],
    p_verbs text[],
    p_argument text,
    p_actor text,
    p_role text,
    p_trace text,
    p_reason text,
    p_detail jsonb
) returns table (
    o_outcome text,
    o_reservation uuid,
    o_state text,
    o_version integer,
    o_deadline timestamptz,
    o_operation uuid, -- that it waits for
    o_audit bigint
)
language plpgsql volatile
as $$
declare
    v_size constant integer[] := array[cardinality(p_reservations)];
    r record;
begin
    for r in
        select b.o_outcome, b.o_reservation, b.o_state, coalesce(b.o_version, w.version) as version,
               case when b.o_version is null then w.deadline else b.o_deadline end as deadline, b.o_operation
        from holdfast.change_batch(p_reservations, p_verbs, array_fill(null::uuid, v_size), array_fill(null::text, v_size),
                                   array_fill(null::bytea, v_size), array_fill(p_role || ':' || p_actor, v_size),
                                   array_fill(p_trace, v_size), array_fill(p_reason, v_size),
                                   array_fill(p_argument, v_size)) b
        left join holdfast.reservation w on w.id = b.o_reservation
        order by b.o_ordinal
    loop
        o_outcome := case r.o_outcome when 'NOT_DUE' then 'INVALID_STATE' else r.o_outcome end;
        o_reservation := r.o_reservation;
        o_state := r.o_state;
        o_version := r.version;
        o_deadline := r.deadline;
        o_operation := r.o_operation;
        o_audit := case when o_outcome = 'DONE' then
            holdfast.append_audit(p_actor, p_role, p_act, 'reservation/' || o_reservation, o_reservation, p_reason, p_trace,
                                  p_detail || jsonb_build_object('state', o_state, 'version', o_version,
                                                                 'deadline', o_deadline, 'operation', o_operation)) end;
        return next;
    end loop;
end
$$;
