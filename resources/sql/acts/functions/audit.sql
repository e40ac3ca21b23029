-- The chain of what people did: each entry's hash covers all of it and the hash before it, so that none can be changed,
-- taken out or put in without changing every one after it. That the last ones are not missing, the head tells; that head
-- and chain were not both replaced, an anchor outside the database.

create or replace function holdfast.audit_hash(p_entry holdfast.audit_entry) returns bytea
language sql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select sha256(p_entry.previous_hash || convert_to(
        jsonb_build_array(p_entry.seq, (extract(epoch from p_entry.at) * 1000000)::bigint, p_entry.actor, p_entry.role,
                          p_entry.act, p_entry.target, p_entry.reservation_id, p_entry.reason, p_entry.trace_id,
                          p_entry.detail)::text, 'UTF8'))
$$;

-- The last thing an act does: after this its transaction has the head's lock.
create or replace function holdfast.append_audit(
    p_actor text,
    p_role text,
    p_act text,
    p_target text,
    p_reservation uuid,
    p_reason text,
    p_trace text,
    p_detail jsonb
) returns bigint
language plpgsql volatile
as $$
declare
    v_head holdfast.audit_head;
    v_entry holdfast.audit_entry;
begin
    select * into strict v_head from holdfast.audit_head for update;
    v_entry.seq := v_head.count + 1;
    v_entry.at := holdfast.now();
    v_entry.actor := p_actor;
    v_entry.role := p_role;
    v_entry.act := p_act;
    v_entry.target := p_target;
    v_entry.reservation_id := p_reservation;
    v_entry.reason := p_reason;
    v_entry.trace_id := p_trace;
    v_entry.detail := jsonb_strip_nulls(coalesce(p_detail, '{}'));
    v_entry.previous_hash := v_head.hash;
    v_entry.hash := holdfast.audit_hash(v_entry);
    insert into holdfast.audit_entry select v_entry.*;
    update holdfast.audit_head set count = v_entry.seq, hash = v_entry.hash;
    return v_entry.seq;
end
$$;

-- What is wrong with the chain, one line each. The anchor: how long it was once, and the hash it had then; null when none
-- is known.
create or replace function holdfast.verify_audit(p_anchor_count bigint, p_anchor_hash bytea) returns setof text
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    with chain as (
        select e as entry, lag(e.seq) over steps as previous_seq, lag(e.hash) over steps as last_hash
        from holdfast.audit_entry e
        window steps as (order by e.seq)
    )
    select case
        when (c.entry).seq <> coalesce(c.previous_seq, 0) + 1 then
            format('audit entry %s follows %s', (c.entry).seq, coalesce(c.previous_seq::text, 'nothing'))
        when (c.entry).previous_hash <> coalesce(c.last_hash, decode(repeat('00', 32), 'hex')) then
            format('audit entry %s: does not name the hash of the one before it', (c.entry).seq)
        else format('audit entry %s: is not what was written, %s by %s', (c.entry).seq, (c.entry).act, (c.entry).actor) end
    from chain c
    where (c.entry).seq <> coalesce(c.previous_seq, 0) + 1
       or (c.entry).previous_hash <> coalesce(c.last_hash, decode(repeat('00', 32), 'hex'))
       or (c.entry).hash <> holdfast.audit_hash(c.entry)
    union all
    select format('the audit''s head tells of %s entries, but there are %s, the last one being %s', h.count, l.count,
                  coalesce(l.seq::text, 'none'))
    from holdfast.audit_head h
    cross join (select count(*) as count, max(seq) as seq from holdfast.audit_entry) l
    where h.count <> l.count or h.count <> coalesce(l.seq, 0)
    union all
    select format('the audit''s head does not have the hash of its last entry %s', h.count)
    from holdfast.audit_head h
    left join holdfast.audit_entry e on e.seq = h.count
    where coalesce(e.hash, case when h.count = 0 then decode(repeat('00', 32), 'hex') end) is distinct from h.hash
    union all
    select 'the audit has no head' where not exists (select from holdfast.audit_head)
    union all
    select case when e.seq is null then format('the audit had %s entries once, as its anchor says; entry %s is gone',
                                               p_anchor_count, p_anchor_count)
                else format('audit entry %s: is not the one its anchor knows', p_anchor_count) end
    from (values (1)) as one
    left join holdfast.audit_entry e on e.seq = p_anchor_count
    where p_anchor_count > 0 and e.hash is distinct from p_anchor_hash
$$;
