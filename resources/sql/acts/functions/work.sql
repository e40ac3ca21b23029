-- What people may do about work that is stuck, and what they may ask a worker for.

-- An operator has an operation tried again now: one that was given up, with all its attempts, or one that waits for its
-- next attempt. Not while a worker is at it. Its version is its fence.
create or replace function holdfast.act_retry(
    p_operation uuid, p_version bigint, p_reason text, p_actor text, p_role text, p_trace text
) returns table (o_outcome text, o_reservation uuid, o_state text, o_version bigint, o_audit bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_operation holdfast.operation := holdfast.lock_operation(p_operation);
    v_outcome text := 'DONE';
    v_audit bigint;
begin
    if v_operation.id is null then
        v_outcome := 'NOT_FOUND';
    elsif v_operation.fence <> p_version then
        v_outcome := 'CHANGED_SINCE';
    elsif v_operation.status = 'DEAD' and v_operation.kind = 'unwind' then
        if not holdfast.reopen_unwind(v_operation.reservation_id, v_operation.party, holdfast.now(), p_trace) then
            v_outcome := 'INVALID_STATE';
        end if;
    elsif v_operation.status = 'DEAD' and v_operation.kind = 'void' then
        perform holdfast.plan_void(v_operation.reservation_id, v_operation.party, v_operation.intent_id, holdfast.now(),
                                   p_trace);
    elsif v_operation.status = 'PENDING' and coalesce(v_operation.lease_until, '-infinity') <= clock_timestamp() then
        update holdfast.operation set due_at = clock_timestamp() where id = p_operation;
    else
        v_outcome := 'INVALID_STATE';
    end if;
    if v_outcome = 'DONE' then
        v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'retry', 'operation/' || p_operation,
                                         v_operation.reservation_id, v_reason, p_trace,
                                         jsonb_build_object('kind', v_operation.kind, 'party', v_operation.party,
                                                            'status', v_operation.status, 'attempts', v_operation.attempts));
    end if;
    return query select v_outcome, v_operation.reservation_id, o.status, o.fence, v_audit
                 from (values (1)) as one
                 left join holdfast.operation o on o.id = p_operation;
end
$$;

-- The same for a webhook event that could not be processed.
create or replace function holdfast.act_retry_webhook(
    p_event text, p_reason text, p_actor text, p_role text, p_trace text
) returns table (o_outcome text, o_reservation uuid, o_state text, o_version bigint, o_audit bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_event holdfast.webhook_event;
    v_outcome text := 'DONE';
    v_audit bigint;
begin
    select * into v_event from holdfast.webhook_event where id = p_event for no key update;
    if not found then
        v_outcome := 'NOT_FOUND';
    elsif v_event.status = 'DEAD' or (v_event.status = 'PENDING'
                                      and coalesce(v_event.lease_until, '-infinity') <= clock_timestamp()) then
        update holdfast.webhook_event
        set status = 'PENDING', attempts = case v_event.status when 'DEAD' then 0 else attempts end, processed_at = null,
            due_at = clock_timestamp(), fence = fence + 1, lease_owner = null, lease_until = null
        where id = p_event;
        v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'retry', 'webhook/' || p_event,
                                         v_event.reservation_id, v_reason, p_trace,
                                         jsonb_build_object('type', v_event.type, 'status', v_event.status,
                                                            'attempts', v_event.attempts));
    else
        v_outcome := 'INVALID_STATE';
    end if;
    return query select v_outcome, v_event.reservation_id, w.status, w.fence, v_audit
                 from (values (1)) as one
                 left join holdfast.webhook_event w on w.id = p_event;
end
$$;

-- An operator asks for the gateway's books to be compared with ours, and what is safe to be put right if `p_repair`. A
-- request that nobody has begun with serves all who ask for the same.
drop function if exists holdfast.act_reconcile(boolean, text, text, text);
create or replace function holdfast.act_reconcile(
    p_repair boolean, p_reason text, p_actor text, p_role text, p_trace text
) returns table (o_outcome text, o_reconciliation uuid, o_status text, o_requested_at timestamptz, o_audit bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, false);
    v_run holdfast.reconciliation;
    v_audit bigint;
begin
    -- Whoever else asks just now waits; the number is this request's own.
    perform pg_advisory_xact_lock(4804150316285245);
    select * into v_run from holdfast.reconciliation
    where status = 'REQUESTED' and repair = p_repair and intents is null order by requested_at, id limit 1;
    if not found then
        insert into holdfast.reconciliation (id, requested_by, repair)
        values (holdfast.new_id(), v_who.o_role || ':' || v_who.o_actor, p_repair)
        returning * into v_run;
    end if;
    v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'reconcile', 'reconciliation/' || v_run.id, null,
                                     v_reason,
                                     p_trace, jsonb_build_object('repair', p_repair));
    return query select 'DONE', v_run.id, v_run.status, v_run.requested_at, v_audit;
end
$$;

-- An operator has what they selected put right, as far as it is safe: discrepancies that a run found, or whatever the
-- gateway keeps of reservations. A worker looks at each of their intents anew, and at nothing else.
create or replace function holdfast.act_repair(
    p_discrepancies uuid[], p_reservations uuid[], p_reason text, p_actor text, p_role text, p_trace text
) returns table (o_outcome text, o_reconciliation uuid, o_status text, o_requested_at timestamptz, o_audit bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_reason text := holdfast.read_reason(p_reason, true);
    v_selected integer := coalesce(cardinality(p_discrepancies), 0) + coalesce(cardinality(p_reservations), 0);
    v_intents text[];
    v_about uuid[]; -- whose money it is, as far as that is known
    v_outcome text;
    v_run holdfast.reconciliation;
    v_audit bigint;
begin
    if v_selected not between 1 and 1000 then
        raise exception 'a repair is about 1 to 1,000 discrepancies or reservations' using errcode = '22023';
    end if;
    v_outcome := case
        when exists (select from unnest(p_discrepancies) as s (id)
                     left join holdfast.discrepancy d on d.id = s.id where d.id is null)
          or exists (select from unnest(p_reservations) as s (id)
                     left join holdfast.reservation w on w.id = s.id where w.id is null) then 'NOT_FOUND'
        when exists (select from holdfast.discrepancy d where d.id = any (p_discrepancies) and d.repaired_at is not null)
            then 'CHANGED_SINCE'
        when exists (select from holdfast.discrepancy d
                     where d.id = any (p_discrepancies) and (d.repair <> 'SAFE' or d.intent_id is null)) then 'INVALID_STATE'
        else 'DONE' end;
    if v_outcome = 'DONE' then
        v_intents := array(
            select d.intent_id from holdfast.discrepancy d where d.id = any (p_discrepancies)
            union
            select p.intent_id from holdfast.payment p
            where p.reservation_id = any (p_reservations) and p.intent_id is not null
            order by 1);
        if cardinality(v_intents) = 0 then
            v_outcome := 'INVALID_STATE';
        end if;
    end if;
    if v_outcome = 'DONE' then
        insert into holdfast.reconciliation (id, requested_by, repair, intents)
        values (holdfast.new_id(), v_who.o_role || ':' || v_who.o_actor, true, v_intents)
        returning * into v_run;
        v_about := array(
            select s.id from unnest(p_reservations) as s (id)
            union
            select d.reservation_id from holdfast.discrepancy d
            where d.id = any (p_discrepancies) and d.reservation_id is not null
            order by 1);
        v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'repair', 'reconciliation/' || v_run.id,
                                         case when cardinality(v_about) = 1 then v_about[1] end, v_reason, p_trace,
                                         jsonb_build_object('discrepancies', to_jsonb(p_discrepancies),
                                                            'reservations', to_jsonb(p_reservations),
                                                            'intents', to_jsonb(v_intents)));
        if cardinality(v_about) > 1 then -- one each, so that every timeline tells of it
            perform holdfast.append_audit(v_who.o_actor, v_who.o_role, 'repair', 'reconciliation/' || v_run.id, a.id,
                                          v_reason, p_trace, jsonb_build_object('entry', v_audit))
            from unnest(v_about) as a (id);
        end if;
    end if;
    return query select v_outcome, v_run.id, v_run.status, v_run.requested_at, v_audit;
end
$$;
