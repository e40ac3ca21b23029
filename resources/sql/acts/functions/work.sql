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
create or replace function holdfast.act_reconcile(
    p_repair boolean, p_actor text, p_role text, p_trace text
) returns table (o_outcome text, o_reconciliation uuid, o_status text, o_requested_at timestamptz, o_audit bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_who record := holdfast.acting_as(p_actor, p_role, 'operator');
    v_run holdfast.reconciliation;
    v_audit bigint;
begin
    -- Whoever else asks just now waits; the number is this request's own.
    perform pg_advisory_xact_lock(4804150316285245);
    select * into v_run from holdfast.reconciliation
    where status = 'REQUESTED' and repair = p_repair order by requested_at, id limit 1;
    if not found then
        insert into holdfast.reconciliation (id, requested_by, repair)
        values (holdfast.new_id(), v_who.o_role || ':' || v_who.o_actor, p_repair)
        returning * into v_run;
    end if;
    v_audit := holdfast.append_audit(v_who.o_actor, v_who.o_role, 'reconcile', 'reconciliation/' || v_run.id, null, null,
                                     p_trace, jsonb_build_object('repair', p_repair));
    return query select 'DONE', v_run.id, v_run.status, v_run.requested_at, v_audit;
end
$$;
