-- Who is working on what. A claim keeps nobody from anything: it is there to be seen.

-- An operator takes a reservation, whatever its state, for a quarter of an hour, or keeps it for another one. To take it
-- from somebody else needs a reason; who had it is in the audit.
create or replace function holdfast.act_claim(
    p_reservation uuid, p_version integer, p_reason text, p_actor text, p_role text, p_trace text
) returns table (
    o_outcome text, o_reservation uuid, o_state text, o_version integer, o_deadline timestamptz, o_operation uuid, o_audit bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_length constant interval := '15 minutes';
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_now timestamptz := holdfast.now();
    v_seen record;
    v_held holdfast.claim;
    v_audit bigint;
begin
    -- Whoever else claims it waits for this lock.
    select * into v_seen from holdfast.lock_shown(array[p_reservation], array[p_version]) s;
    if v_seen.o_refusal is null then
        -- What has lapsed goes, some at a time.
        delete from holdfast.claim where reservation_id in (
            select reservation_id from holdfast.claim where until <= v_now order by until limit 100 for update skip locked);
        select * into v_held from holdfast.claim where reservation_id = p_reservation and until > v_now;
        if v_held.actor <> v_who.o_actor and v_reason is null then
            raise exception '% has claimed it until % UTC: taking it over needs a reason', v_held.actor,
                to_char(v_held.until at time zone 'UTC', 'HH24:MI') using errcode = '22023';
        end if;
        insert into holdfast.claim (reservation_id, actor, role, since, until)
        values (p_reservation, v_who.o_actor, v_who.o_role, v_now, v_now + v_length)
        on conflict (reservation_id) do update
        set actor = excluded.actor, role = excluded.role, until = excluded.until,
            since = case when claim.actor = excluded.actor and claim.until > v_now then claim.since else v_now end;
        v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'claim', 'reservation/' || p_reservation, p_reservation,
                                         v_reason, p_trace,
                                         jsonb_build_object('until', v_now + v_length,
                                                            'from', nullif(v_held.actor, v_who.o_actor)));
    end if;
    return query select coalesce(v_seen.o_refusal, 'DONE'), p_reservation, v_seen.o_state, v_seen.o_version,
                        v_seen.o_deadline, null::uuid, v_audit;
end
$$;

-- An operator gives a claim back; somebody else's with a reason.
create or replace function holdfast.act_unclaim(
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
    v_held holdfast.claim;
    v_outcome text;
    v_audit bigint;
begin
    select * into v_seen from holdfast.lock_shown(array[p_reservation], array[p_version]) s;
    v_outcome := v_seen.o_refusal;
    if v_outcome is null then
        delete from holdfast.claim where reservation_id = p_reservation returning * into v_held;
        if v_held.until is null or v_held.until <= holdfast.now() then
            v_outcome := 'INVALID_STATE';
        elsif v_held.actor <> v_who.o_actor and v_reason is null then
            raise exception '% has claimed it: giving it back for them needs a reason', v_held.actor
                using errcode = '22023';
        else
            v_outcome := 'DONE';
            v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'unclaim', 'reservation/' || p_reservation,
                                             p_reservation, v_reason, p_trace,
                                             jsonb_build_object('from', nullif(v_held.actor, v_who.o_actor)));
        end if;
    end if;
    return query select v_outcome, p_reservation, v_seen.o_state, v_seen.o_version, v_seen.o_deadline, null::uuid, v_audit;
end
$$;
