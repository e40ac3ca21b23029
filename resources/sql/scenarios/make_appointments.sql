-- $1 uuid[]: vendors; $2: how many appointments for each, of half an hour, one after another from two days from now on
insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement)
select holdfast.new_id(), v.id, 'appointment', d.day + n * interval '30 minutes', d.day + (n + 1) * interval '30 minutes', 1,
       'free'
from unnest($1::uuid[]) as v (id)
cross join generate_series(0, $2::integer - 1) as n
cross join (select date_trunc('hour', holdfast.now()) + interval '2 days' as day) d
returning id
