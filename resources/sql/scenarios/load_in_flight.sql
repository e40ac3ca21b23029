-- $1: name of a partner; $2: how many reservations of it, in all states of flight alike, with deadlines from five to
-- fifty-five minutes ahead, many of them the same. They have no story and no operations: for lists only, while no worker
-- runs, and to be taken out again.
with states (names) as (
    values (array['HELD', 'VENDOR_CONFIRMED', 'VENDOR_AUTHORIZED', 'AUTHORIZED_BOTH', 'COMMITTING'])
), moment as materialized (
    select date_trunc('second', holdfast.now()) as now
), vendor as (
    insert into holdfast.vendor (id, name)
    select holdfast.new_id(), 'Vendor of many ' || n from generate_series(0, 19) as n
    returning id, name
), place as materialized (
    select holdfast.new_id() as id, n, least(100, $2::integer - n * 100) as held
    from generate_series(0, ($2::integer - 1) / 100) as n
), made as (
    insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, held, settlement)
    select p.id, v.id, 'event', m.now + (p.n + 24) * interval '1 hour', m.now + (p.n + 26) * interval '1 hour', 100, p.held,
           'free'
    from place p
    join vendor v on v.name = 'Vendor of many ' || p.n % 20
    cross join moment m
)
insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, deadline, created_at, changed_at,
                                  creation_key, creation_fingerprint, partner_booking_ref, requester_id)
select holdfast.new_id(), p.id, (select id from holdfast.partner where name = $1), s.names[1 + i % 5], 1, 1 + i % 5,
       m.now + interval '5 minutes' + i::bigint * 7919 % 3000 * interval '1 second',
       m.now - (1 + i % 900) * interval '1 second', m.now - i % 2 * interval '1 second', 'many-' || p.n || '-' || i,
       sha256('many'), 'ref-' || i, 'requester-' || i
from place p
cross join lateral generate_series(0, p.held - 1) as k
cross join lateral (select p.n * 100 + k as i) numbered
cross join moment m
cross join states s
