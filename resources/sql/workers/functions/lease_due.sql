-- An earlier version took what was due by now.
drop function if exists holdfast.lease_due(uuid, integer, interval);

-- A payment accepted before the deadline may bring its result for a while after it: until then there is nothing to end.
create or replace function holdfast.awaits_payment(p_reservation uuid, p_deadline timestamptz, p_now timestamptz)
returns boolean
language sql volatile as $$
    select p_deadline + holdfast.grace() > p_now
       and exists (select from holdfast.operation o
                   where o.reservation_id = p_reservation and o.kind = 'authorize' and o.status = 'PENDING')
$$;

-- Takes reservations due by `p_cutoff` for one worker, which expires them after this is committed. What another worker
-- has under a lease that has not lapsed is left alone; a worker that died is succeeded once its lease has. Leases go by
-- real time.
create or replace function holdfast.lease_due(
    p_owner uuid,
    p_limit integer,
    p_lease interval,
    p_cutoff timestamptz -- a pass that took what falls due meanwhile would never end
) returns setof uuid
language plpgsql volatile
set enable_seqscan = off
set jit = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_states text[] := array(select from_state from holdfast.transition where event = 'expire');
begin
    return query
        with due as materialized (
            select w.id
            from holdfast.reservation w
            where w.deadline <= p_cutoff
              and w.state = any (v_states)
              and not holdfast.awaits_payment(w.id, w.deadline, p_cutoff)
              and (w.lease_until is null or w.lease_until <= clock_timestamp())
            order by w.deadline, w.id
            limit p_limit
            for update skip locked
        )
        update holdfast.reservation w
        set lease_owner = p_owner, lease_until = clock_timestamp() + p_lease
        from due
        where w.id = due.id
        returning w.id;
end
$$;

-- An earlier version told only of passes that left nothing behind.
drop function if exists holdfast.record_sweep(uuid, timestamptz, integer);

-- Records a pass that began at `p_cutoff`, and returns what it leaves behind: what was due by then and is still in flight,
-- whoever has it under a lease; counted up to 10,000. With `p_if_complete` a pass that leaves something is not recorded.
create or replace function holdfast.record_sweep(
    p_id uuid,
    p_cutoff timestamptz,
    p_ended integer,
    p_if_complete boolean
) returns integer
language plpgsql volatile
set enable_seqscan = off
set jit = off
as $$
declare
    v_left_behind integer;
begin
    -- One statement, so that the snapshot it keeps is the one it judged by.
    with looked as materialized (
        select count(*)::integer as left_behind
        from (
            select from holdfast.reservation w
            where w.deadline <= p_cutoff
              and not holdfast.awaits_payment(w.id, w.deadline, p_cutoff)
              and w.state in (select from_state from holdfast.transition where event = 'expire')
            limit 10000
        ) due
    ), recorded as (
        insert into holdfast.sweep (id, kind, cutoff, ended, left_behind, seen)
        select p_id, 'expiry', p_cutoff, p_ended, left_behind, pg_current_snapshot()
        from looked
        where left_behind = 0 or not p_if_complete
    )
    select left_behind into v_left_behind from looked;
    return v_left_behind;
end
$$;
