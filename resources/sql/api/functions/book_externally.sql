-- Another system has taken of a slot's capacity: a fact, so it may push the slot over. Told once under that system's
-- reference; a repeat changes nothing and gives the slot as it is now.
-- Outcomes: BOOKED, REPLAYED, KEY_REUSED and SLOT_NOT_FOUND (the other columns are null then).
create or replace function holdfast.book_externally(
    p_id uuid,
    p_owner uuid, -- whose reference it is: a partner, or a person's token
    p_reference text,
    p_fingerprint bytea,
    p_slot uuid,
    p_quantity integer
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
    v_outcome text := 'BOOKED';
    v_same boolean;
    v_version bigint;
begin
    if not exists (select from holdfast.slot s where s.id = p_slot) then
        v_outcome := 'SLOT_NOT_FOUND';
    else
        -- First the reference: waits for another request under it; what that one bound is what counts.
        insert into holdfast.external_booking (id, slot_id, owner_id, external_ref, quantity, fingerprint, slot_version, at)
        values (p_id, p_slot, p_owner, p_reference, p_quantity, p_fingerprint, 0, holdfast.now())
        on conflict (owner_id, external_ref) do nothing;
        if found then
            update holdfast.slot s set external = s.external + p_quantity, version = s.version + 1
            where s.id = p_slot
            returning s.version into v_version;
            update holdfast.external_booking b set slot_version = v_version, at = holdfast.now() where b.id = p_id;
        else
            select b.fingerprint = p_fingerprint into v_same
            from holdfast.external_booking b where b.owner_id = p_owner and b.external_ref = p_reference;
            v_outcome := case when v_same then 'REPLAYED' else 'KEY_REUSED' end;
        end if;
    end if;

    return query
        select v_outcome, s.id, s.vendor_id, s.kind, s.starts_at, s.ends_at, s.capacity, s.held, s.confirmed, s.external,
               s.version, s.settlement, s.currency, s.requester_amount_minor, s.vendor_amount_minor
        from (select) nothing left join holdfast.slot s on s.id = p_slot and v_outcome in ('BOOKED', 'REPLAYED');
end
$$;
