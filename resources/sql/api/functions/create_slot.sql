-- Makes one slot. With a key, a repeat gives the slot the first request made. Overlapping appointments of one vendor
-- violate slot_appointments_exclusive: the caller hears of it as that error, and the key stays free.
-- Outcomes: CREATED, REPLAYED, KEY_REUSED and UNKNOWN_VENDOR (the other columns are null then).
create or replace function holdfast.create_slot(
    p_id uuid,
    p_owner uuid, -- whose key it is: a partner, or a person's token
    p_key text, -- null: none
    p_fingerprint bytea,
    p_vendor uuid,
    p_kind text,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_capacity integer,
    p_settlement text,
    p_currency text,
    p_requester_amount_minor bigint,
    p_vendor_amount_minor bigint
) returns table (
    outcome text,
    id uuid,
    vendor_id uuid,
    kind text,
    starts_at timestamptz,
    ends_at timestamptz,
    capacity integer,
    held integer,
    confirmed integer,
    external integer,
    version bigint,
    settlement text,
    currency text,
    requester_amount_minor bigint,
    vendor_amount_minor bigint
)
language plpgsql volatile
as $$
#variable_conflict use_column
declare
    v_outcome text := 'CREATED';
    v_id uuid := p_id;
    v_first record;
begin
    if exists (select from holdfast.sandbox) then
        insert into holdfast.vendor (id, name) values (p_vendor, 'Vendor ' || p_vendor) on conflict do nothing;
    elsif not exists (select from holdfast.vendor v where v.id = p_vendor) then
        v_outcome := 'UNKNOWN_VENDOR';
    end if;

    if v_outcome = 'CREATED' and p_key is not null then
        -- Waits for another request under this key; what it bound is what counts.
        insert into holdfast.slot_key (owner_id, key, fingerprint, slot_id)
        values (p_owner, p_key, p_fingerprint, p_id)
        on conflict on constraint slot_key_pkey do nothing;
        if not found then
            select k.slot_id, k.fingerprint = p_fingerprint as same into v_first
            from holdfast.slot_key k where k.owner_id = p_owner and k.key = p_key;
            v_id := v_first.slot_id;
            v_outcome := case when v_first.same then 'REPLAYED' else 'KEY_REUSED' end;
        end if;
    end if;

    if v_outcome = 'CREATED' then
        insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement, currency,
            requester_amount_minor, vendor_amount_minor)
        values (p_id, p_vendor, p_kind, p_starts_at, p_ends_at, p_capacity, p_settlement, p_currency,
            p_requester_amount_minor, p_vendor_amount_minor);
    end if;

    return query
        select v_outcome, s.id, s.vendor_id, s.kind, s.starts_at, s.ends_at, s.capacity, s.held, s.confirmed, s.external,
               s.version, s.settlement, s.currency, s.requester_amount_minor, s.vendor_amount_minor
        from (select) nothing left join holdfast.slot s on s.id = v_id and v_outcome in ('CREATED', 'REPLAYED');
end
$$;
