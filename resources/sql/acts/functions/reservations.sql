-- What people may do to a reservation. Each refuses one that is not at the version that was shown (null: any), and gives
-- DONE, an error code, or CHANGED_SINCE.

-- An operator lets a hold go, as its partner could. Not while it is being committed.
create or replace function holdfast.act_release(
    p_reservation uuid, p_version integer, p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_seen record;
begin
    select * into v_seen from holdfast.lock_shown(array[p_reservation], array[p_version]) s;
    if v_seen.o_refusal is not null then
        return query select v_seen.o_refusal, p_reservation, v_seen.o_state, v_seen.o_version, v_seen.o_deadline, null::uuid,
                            null::bigint;
        return;
    end if;
    return query select * from holdfast.change_for_person('release', array[p_reservation], array['release'], null,
                                                          v_who.o_actor, v_who.o_role, p_trace, v_reason, '{}');
end
$$;

-- An operator gives a reservation more time: as much of it as ends within a day from now, however often, and within the time
-- its authorizations have. Refused when that is nothing.
create or replace function holdfast.act_extend(
    p_reservation uuid, p_version integer, p_by interval, p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_by interval := p_by;
    v_seen record;
begin
    if p_by is null or p_by < interval '1 second' or p_by > interval '24 hours' then
        raise exception 'a reservation is extended by one second to 24 hours' using errcode = '22023';
    end if;
    select * into v_seen from holdfast.lock_shown(array[p_reservation], array[p_version]) s;
    if v_seen.o_refusal is not null then
        return query select v_seen.o_refusal, p_reservation, v_seen.o_state, v_seen.o_version, v_seen.o_deadline, null::uuid,
                            null::bigint;
        return;
    end if;
    if v_seen.o_deadline > holdfast.now() and v_seen.o_state <> 'COMMITTING' then
        v_by := least(p_by, holdfast.now() + interval '24 hours' - v_seen.o_deadline);
        if v_by < interval '1 second' then
            raise exception 'a reservation is kept for at most 24 hours from now' using errcode = '22023';
        elsif exists (select from holdfast.payment p, holdfast.money_policy m
                      where p.reservation_id = p_reservation
                        and p.capture_before - m.authorization_margin <= v_seen.o_deadline) then
            raise exception 'its authorization lapses too soon for more time' using errcode = '22023';
        end if;
    end if;
    return query select * from holdfast.change_for_person('extend', array[p_reservation], array['extend'], v_by::text,
                                                          v_who.o_actor, v_who.o_role, p_trace, v_reason,
                                                          jsonb_build_object('by', v_by::text));
end
$$;

-- An operator gives the money back: one that is not a booking yet is released, which unwinds it; of one that has ended those
-- unwinds begin again that were given up, or are missing, or after which there is money at the gateway all the same.
create or replace function holdfast.act_void(
    p_reservation uuid, p_version integer, p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_seen record;
    v_outcome text;
    v_party text;
    v_reopened text[] := '{}';
    v_audit bigint;
begin
    select * into v_seen from holdfast.lock_shown(array[p_reservation], array[p_version]) s;
    if v_seen.o_refusal is null and v_seen.o_deadline is not null and v_seen.o_state <> 'COMMITTING'
        and exists (select from holdfast.payment where reservation_id = p_reservation) then
        return query select * from holdfast.change_for_person('void', array[p_reservation], array['release'], null,
                                                              v_who.o_actor, v_who.o_role, p_trace, v_reason, '{}');
        return;
    end if;
    -- As for every command: what was let go is not there any more, unless there is something left to give back. One that
    -- is at work already is left to it: opening it again would take its lease away.
    v_outcome := coalesce(v_seen.o_refusal,
                          case when v_seen.o_state in ('RELEASED', 'EXPIRED')
                                    and not exists (select from holdfast.operation o
                                                    where o.reservation_id = p_reservation and o.kind = 'unwind'
                                                      and o.status = 'PENDING')
                               then 'RESERVATION_NOT_FOUND' else 'INVALID_STATE' end);
    if v_seen.o_refusal is null then
        for v_party in
            select p.party from holdfast.payment p
            left join holdfast.operation o
                on o.reservation_id = p.reservation_id and o.kind = 'unwind' and o.party = p.party
            where p.reservation_id = p_reservation and o.status is distinct from 'PENDING'
              and (o.status is distinct from 'DONE'
                   or (p.intent_id is not null and p.intent_status is distinct from 'canceled'
                       and (p.intent_status is distinct from 'succeeded' or p.captured_minor <> p.refunded_minor)))
            order by p.party
        loop
            if holdfast.reopen_unwind(p_reservation, v_party, holdfast.now(), p_trace) then
                v_reopened := v_reopened || v_party;
            end if;
        end loop;
        if v_reopened <> '{}' then
            v_outcome := 'DONE';
            v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'void', 'reservation/' || p_reservation,
                                             p_reservation, v_reason, p_trace,
                                             jsonb_build_object('state', v_seen.o_state, 'reopened', v_reopened));
        end if;
    end if;
    return query select v_outcome, p_reservation, v_seen.o_state, v_seen.o_version, v_seen.o_deadline, null::uuid, v_audit;
end
$$;

-- An admin ends reservations wherever they are stuck: those named, of those in these states; or all in these states, the
-- nearest deadline first. At most 1,000 at once. One whose deadline is over expires, as it should have. One that is being
-- committed is released when its captures' outcome is known: DONE with the operation it waits for.
create or replace function holdfast.act_force_release_many(
    p_reservations uuid[], -- null: all in these states
    p_versions integer[],  -- of those named
    p_states text[],       -- null: any
    p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid,
    o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_most constant integer := 1000;
    v_who record := holdfast.acting_as(p_actor, p_role, 'admin');
    v_reason text := holdfast.read_reason(p_reason, true);
    v_many boolean := p_reservations is null or cardinality(p_reservations) > 1;
    v_ids uuid[] := p_reservations;
    v_chosen uuid[] := '{}';
    v_verbs text[] := '{}';
    r record;
begin
    if v_ids is null and coalesce(cardinality(p_states), 0) = 0 then
        raise exception 'say which: reservations, states or both' using errcode = '22023';
    elsif cardinality(v_ids) > v_most then
        raise exception 'at most % reservations at once', v_most using errcode = '22023';
    elsif cardinality(p_versions) <> cardinality(v_ids) then
        raise exception 'as many versions as reservations' using errcode = '22023';
    elsif (select count(distinct id) <> count(*) from unnest(v_ids) as id) then
        raise exception 'a reservation is named twice' using errcode = '22023';
    elsif exists (select from unnest(p_states) as s where not exists (
                      select from holdfast.state n where n.name = s and n.in_flight)) then
        raise exception 'only reservations in flight can be released' using errcode = '22023';
    end if;
    if v_ids is null then
        v_ids := array(select w.id from holdfast.reservation w
                       where w.deadline is not null and w.state = any (p_states)
                       order by w.deadline, w.id limit v_most);
    end if;
    for r in
        select s.*, v_ids[s.o_ordinal] as id from holdfast.lock_shown(v_ids, p_versions) s order by s.o_ordinal
    loop
        if r.o_refusal is null and r.o_state = any (coalesce(p_states, array[r.o_state])) then
            v_chosen := v_chosen || r.id;
            v_verbs := v_verbs || case when r.o_deadline <= holdfast.now() and r.o_state <> 'COMMITTING' then 'expire'
                                       else 'force_release' end;
        elsif p_reservations is not null then
            return query select coalesce(r.o_refusal, 'INVALID_STATE'), r.id, r.o_state, r.o_version, r.o_deadline,
                                null::uuid, null::bigint;
        end if; -- else it moved on by itself
    end loop;
    if v_chosen <> '{}' then
        return query select * from holdfast.change_for_person('force_release', v_chosen, v_verbs, null, v_who.o_actor,
                                                              v_who.o_role, p_trace, v_reason,
                                                              case when v_many then '{"bulk": true}'::jsonb else '{}' end);
    end if;
end
$$;

create or replace function holdfast.act_force_release(
    p_reservation uuid, p_version integer, p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    select * from holdfast.act_force_release_many(array[p_reservation], array[p_version], null, p_reason, p_actor, p_role,
                                                  p_trace)
$$;

-- An operator writes something down beside a reservation, whatever its state.
create or replace function holdfast.act_note(
    p_reservation uuid, p_body text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_body text := holdfast.visible(p_body);
    v_seen holdfast.reservation;
    v_audit bigint;
    v_note uuid := holdfast.new_id();
begin
    if coalesce(length(v_body), 0) not between 1 and 4000 then
        raise exception 'a note has 1 to 4000 characters' using errcode = '22023';
    end if;
    select * into v_seen from holdfast.reservation where id = p_reservation;
    if not found then
        return query select 'RESERVATION_NOT_FOUND', p_reservation, null::text, null::integer, null::timestamptz, null::uuid,
                            null::bigint;
        return;
    end if;
    insert into holdfast.note (id, reservation_id, at, actor, role, body, trace_id)
    values (v_note, p_reservation, holdfast.now(), v_who.o_actor, v_who.o_role, v_body, p_trace);
    -- The chain vouches for the note as well.
    v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'note', 'reservation/' || p_reservation, p_reservation, null,
                                     p_trace, jsonb_build_object('note', v_note, 'sha256',
                                                                 encode(sha256(convert_to(v_body, 'UTF8')), 'hex')));
    return query select 'DONE', p_reservation, v_seen.state, v_seen.version, v_seen.deadline, null::uuid, v_audit;
end
$$;
