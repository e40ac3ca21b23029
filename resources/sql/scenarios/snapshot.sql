-- The whole of a sandbox as one document: at most 1,000 of each kind, the newest.
select jsonb_pretty(jsonb_build_object(
    'now', holdfast.now(),
    'slots', (
        select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at), '[]')
        from (select id, kind, starts_at, capacity, held, confirmed, external, version, settlement, created_at
              from holdfast.slot order by created_at desc limit 1000) s),
    'reservations_by_state', (
        select coalesce(jsonb_object_agg(state, count), '{}')
        from (select state, count(*) from holdfast.reservation group by state) c),
    'reservations', (
        select coalesce(jsonb_agg(to_jsonb(r) order by r.created_at), '[]')
        from (select id, slot_id, state, quantity, version, deadline, created_at, changed_at, creation_key,
                     partner_booking_ref, requester_id
              from holdfast.reservation order by id desc limit 1000) r),
    'payments', (
        select coalesce(jsonb_agg(to_jsonb(p) order by p.reservation_id, p.party), '[]')
        from (select * from holdfast.payment order by reservation_id desc, party limit 1000) p),
    'operations', (
        select coalesce(jsonb_agg(to_jsonb(o) order by o.planned_at, o.id), '[]')
        from (select * from holdfast.operation order by planned_at desc, id desc limit 1000) o),
    'sweeps', (select count(*) from holdfast.sweep where left_behind = 0),
    'components', (
        select coalesce(jsonb_agg(to_jsonb(c)), '[]')
        from (select kind, pid, seen_at, healthy, detail, metrics from holdfast.component) c)
))
