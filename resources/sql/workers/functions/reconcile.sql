-- Setting the gateway's books against ours. The lists are read first, page by page; what does not agree is looked at again,
-- one by one, because both sides move meanwhile.

-- Takes a run that was asked for, or one whose worker died. Its gateway's side begins anew.
create or replace function holdfast.lease_reconciliation(
    p_owner uuid,
    p_run uuid,
    p_lease interval,
    p_selected boolean -- whether the caller keeps to what was selected
) returns table (o_id uuid, o_repair boolean, o_intents text[]) -- null: all there are
language plpgsql volatile
as $$
declare
    v_id uuid;
    v_repair boolean;
    v_intents text[];
begin
    -- One at a time: they share the table of the gateway's side.
    perform pg_advisory_xact_lock(4804150316285247);
    if exists (select from holdfast.reconciliation r where r.status = 'RUNNING' and r.lease_until > clock_timestamp()) then
        return;
    end if;
    select r.id, r.repair, r.intents into v_id, v_repair, v_intents
    from holdfast.reconciliation r
    where (p_run is null or r.id = p_run) and (p_selected or r.intents is null)
      and (r.status = 'REQUESTED' or (r.status = 'RUNNING' and r.lease_until <= clock_timestamp()))
    order by r.requested_at, r.id
    limit 1
    for update skip locked;
    if found then
        update holdfast.reconciliation
        set status = 'RUNNING', progress = 'reading the gateway''s books', started_at = clock_timestamp(),
            lease_owner = p_owner, lease_until = clock_timestamp() + p_lease
        where id = v_id;
        delete from holdfast.reconciled_intent;
        delete from holdfast.discrepancy where reconciliation_id = v_id;
        return query select v_id, v_repair, v_intents;
    end if;
end
$$;

-- The same for a worker of before there were selections: it would put right what nobody selected.
create or replace function holdfast.lease_reconciliation(p_owner uuid, p_run uuid, p_lease interval)
returns table (o_id uuid, o_repair boolean)
language sql volatile
as $$
    select l.o_id, l.o_repair from holdfast.lease_reconciliation(p_owner, p_run, p_lease, false) l
$$;

-- A page of the gateway's list, or one intent looked at again. Extends the lease; false when it is another's by now.
create or replace function holdfast.note_reconciled(
    p_owner uuid,
    p_run uuid,
    p_lease interval,
    p_progress text,
    p_intents text[],
    p_statuses text[],
    p_amounts bigint[],
    p_currencies text[],
    p_captured bigint[],
    p_refunded bigint[],
    p_capture_before timestamptz[],
    p_reservations uuid[],
    p_parties text[],
    p_created timestamptz[]
) returns boolean
language plpgsql volatile
as $$
begin
    update holdfast.reconciliation
    set lease_until = clock_timestamp() + p_lease, progress = p_progress
    where id = p_run and lease_owner = p_owner and status = 'RUNNING';
    if not found then
        return false;
    end if;
    insert into holdfast.reconciled_intent (intent_id, reconciliation_id, status, amount_minor, currency, captured_minor,
        refunded_minor, capture_before, reservation_id, party, created_at)
    select i.intent_id, p_run, i.status, i.amount_minor, i.currency, i.captured_minor, i.refunded_minor, i.capture_before,
           i.reservation_id, i.party, i.created_at
    from unnest(p_intents, p_statuses, p_amounts, p_currencies, p_captured, p_refunded, p_capture_before, p_reservations,
                p_parties, p_created)
        as i (intent_id, status, amount_minor, currency, captured_minor, refunded_minor, capture_before, reservation_id, party,
              created_at)
    on conflict (intent_id) do update
        set status = excluded.status, captured_minor = excluded.captured_minor, refunded_minor = excluded.refunded_minor,
            capture_before = excluded.capture_before;
    return true;
end
$$;

-- What does not agree, as far as both sides are known now. What is at work, and young enough to be, is not judged.
create or replace function holdfast.find_discrepancies(
    p_intent text,      -- null: all
    p_reservation uuid, -- null: all
    p_limit integer
) returns table (
    o_class text,
    o_intent text,
    o_reservation uuid,
    o_party text,
    o_expected text,
    o_observed text,
    o_amount_minor bigint,
    o_currency text,
    o_repair text
)
language plpgsql volatile
set plan_cache_mode = force_custom_plan -- for all, or for one: not the same plan
set jit = off
as $$
begin
    return query
    with both_sides as materialized (
        select i.intent_id, i.status, i.amount_minor, i.currency, i.captured_minor, i.refunded_minor,
               i.captured_minor - i.refunded_minor as kept_minor, i.capture_before,
               i.status = 'canceled' or (i.status = 'succeeded' and i.captured_minor = i.refunded_minor) as settled,
               p.reservation_id, p.party, p.amount_minor as owed_minor, p.currency as owed_currency, w.state, n.terminal
        from holdfast.reconciled_intent i
        left join holdfast.payment p on p.intent_id = i.intent_id
        left join holdfast.reservation w on w.id = p.reservation_id
        left join holdfast.state n on n.name = w.state
        where (p_intent is null or i.intent_id = p_intent)
          and (p_reservation is null or p.reservation_id = p_reservation)
          and not exists (
              select from holdfast.operation o
              where o.reservation_id = p.reservation_id and o.status = 'PENDING'
                and o.opened_at > clock_timestamp() - interval '30 minutes')
          and not exists (
              select from holdfast.operation o
              where o.intent_id = i.intent_id and o.status = 'PENDING'
                and o.opened_at > clock_timestamp() - interval '30 minutes')
          -- Whose intent nobody knows yet will hear of this one.
          and not exists (
              select from holdfast.payment q
              join holdfast.operation o on o.reservation_id = q.reservation_id and o.party = q.party
              where p.reservation_id is null and q.reservation_id = i.reservation_id and q.party = i.party
                and q.intent_id is null and o.status = 'PENDING')
    ), found as (
        select 'INTENT_WITHOUT_RESERVATION' as class, intent_id, reservation_id, party, 'no intent' as expected,
               status || ', ' || amount_minor as observed, kept_minor as amount, currency,
               case when kept_minor = 0 then 'SAFE' else 'PERSON' end as repair
        from both_sides where reservation_id is null and not settled
        union all
        select case when kept_minor <> 0 then 'CAPTURED_NOT_CONFIRMED' else 'INTENT_WITHOUT_RESERVATION' end, intent_id,
               reservation_id, party, 'nothing kept of ' || state, status || ', ' || kept_minor || ' kept',
               greatest(kept_minor, 0), currency, 'SAFE'
        from both_sides where terminal and not settled
        union all
        select 'CAPTURED_NOT_CONFIRMED', intent_id, reservation_id, party, 'a commit that ends', status || ', ' || kept_minor || ' kept',
               kept_minor, currency, 'PERSON'
        from both_sides where state = 'COMMITTING' and kept_minor <> 0
        union all
        select 'CONFIRMED_NOT_CAPTURED', intent_id, reservation_id, party, owed_minor || ' kept', kept_minor || ' kept',
               owed_minor - kept_minor, currency, 'PERSON'
        from both_sides where state = 'CONFIRMED' and kept_minor < owed_minor
        union all
        select 'AMOUNT_MISMATCH', intent_id, reservation_id, party, owed_minor::text, amount_minor::text,
               abs(amount_minor - owed_minor), currency, 'PERSON'
        from both_sides
        where currency = owed_currency and not (terminal and settled)
          and (amount_minor <> owed_minor or (state = 'CONFIRMED' and kept_minor > owed_minor))
        union all
        select 'CURRENCY_MISMATCH', intent_id, reservation_id, party, owed_currency, currency, amount_minor, currency, 'PERSON'
        from both_sides where currency <> owed_currency and not (terminal and settled)
        union all
        select 'AUTHORIZATION_EXPIRING', intent_id, reservation_id, party, 'an authorization that outlasts its deadline',
               'lapses at ' || capture_before, amount_minor, currency, 'PERSON'
        from both_sides
        where not terminal and state <> 'CONFIRMED' and status = 'requires_capture'
          and capture_before <= holdfast.now() + interval '1 hour'
        union all
        select 'RESERVATION_WITHOUT_INTENT', intent_id, reservation_id, party, 'an authorization of ' || owed_minor, status,
               owed_minor, currency, 'PERSON'
        from both_sides
        where not terminal and state not in ('CONFIRMED', 'COMMITTING') and status not in ('requires_capture', 'processing')
    )
    select class, intent_id, reservation_id, party, expected, observed, amount, currency, repair
    from found
    where p_intent is not null or p_reservation is null -- an intent is judged by itself
    union all
    -- Ours that the gateway's list does not have.
    select 'RESERVATION_WITHOUT_INTENT', p.intent_id, p.reservation_id, p.party, 'intent ' || p.intent_id, 'unknown to the gateway',
           p.amount_minor, p.currency, 'PERSON'
    from holdfast.payment p
    where p.intent_id is not null
      and (p_reservation is null or p.reservation_id = p_reservation) and (p_intent is null or p.intent_id = p_intent)
      and not exists (select from holdfast.reconciled_intent i where i.intent_id = p.intent_id)
      and not exists (select from holdfast.operation o
                      where o.reservation_id = p.reservation_id and o.status = 'PENDING'
                        and o.opened_at > clock_timestamp() - interval '30 minutes')
    union all
    select 'RESERVATION_WITHOUT_INTENT', null, p.reservation_id, p.party, 'an intent', 'none is known', p.amount_minor, p.currency,
           'PERSON'
    from holdfast.payment p
    join holdfast.reservation w on w.id = p.reservation_id
    where p.intent_id is null and w.state = 'CONFIRMED' and p_intent is null
      and (p_reservation is null or p.reservation_id = p_reservation)
    limit p_limit;
end
$$;

-- Keeps what was found, and with `p_repair` puts right what is safe: through the operations that a worker performs.
create or replace function holdfast.record_discrepancies(
    p_run uuid,
    p_intent text,
    p_reservation uuid,
    p_repair boolean,
    p_trace text
) returns integer
language plpgsql volatile
as $$
declare
    v_now timestamptz := holdfast.now();
    v_count integer := 0;
    v_outcome text;
    r record;
begin
    for r in select * from holdfast.find_discrepancies(p_intent, p_reservation, 20)
    loop
        v_outcome := null;
        if p_repair and r.o_repair = 'SAFE' then
            if r.o_reservation is not null then
                perform from holdfast.reservation where id = r.o_reservation for no key update;
                v_outcome := case when holdfast.reopen_unwind(r.o_reservation, r.o_party, v_now, p_trace)
                    then 'unwind opened' else 'an unwind is open' end;
            else
                perform holdfast.plan_void(null, null, r.o_intent, v_now, p_trace);
                v_outcome := 'void planned';
            end if;
        end if;
        insert into holdfast.discrepancy (reconciliation_id, class, intent_id, reservation_id, party, expected, observed,
            amount_minor, currency, repair, repaired_at, repair_outcome)
        values (p_run, r.o_class, r.o_intent, r.o_reservation, r.o_party, r.o_expected, r.o_observed, r.o_amount_minor,
            r.o_currency, r.o_repair, case when v_outcome is not null then clock_timestamp() end, v_outcome);
        v_count := v_count + 1;
    end loop;
    return v_count;
end
$$;

-- Keeps what was found of an intent that a person selected, puts it right, and tells so where it was found before. When
-- nothing is found, both sides agree by now, or it is worked on.
create or replace function holdfast.record_selected(p_run uuid, p_intent text, p_trace text) returns integer
language plpgsql volatile
as $$
declare
    v_count integer := holdfast.record_discrepancies(p_run, p_intent, null, true, p_trace);
    v_outcome text := 'nothing was left to be repaired';
begin
    if v_count > 0 then
        select max(d.repair_outcome) into v_outcome
        from holdfast.discrepancy d where d.reconciliation_id = p_run and d.intent_id = p_intent;
    end if;
    update holdfast.discrepancy d
    set repaired_at = clock_timestamp(), repair_outcome = v_outcome
    where d.intent_id = p_intent and d.repaired_at is null and d.repair = 'SAFE' and v_outcome is not null;
    return v_count;
end
$$;

-- Ends a run; the error is null when it came to its end. False when it is another's by now.
create or replace function holdfast.end_reconciliation(p_owner uuid, p_run uuid, p_progress text, p_error text)
returns boolean
language plpgsql volatile
as $$
begin
    update holdfast.reconciliation
    set status = case when p_error is null then 'DONE' else 'FAILED' end, progress = p_progress, error = left(p_error, 500),
        finished_at = clock_timestamp(), lease_owner = null, lease_until = null
    where id = p_run and lease_owner = p_owner and status = 'RUNNING';
    return found;
end
$$;
