-- $1: how many events that two parties pay for, each with so many places ($2), of twenty vendors made for them
with vendor as (
    insert into holdfast.vendor (id, name)
    select holdfast.new_id(), 'Vendor of many ' || n from generate_series(0, 19) as n
    returning id, name
)
insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, settlement, currency, requester_amount_minor,
                           vendor_amount_minor)
select holdfast.new_id(), v.id, 'event', d.day + n * interval '1 hour', d.day + (n + 2) * interval '1 hour', $2::integer,
       'two_party', 'EUR', 1900 + n % 40 * 100, 200
from generate_series(0, $1::integer - 1) as n
join vendor v on v.name = 'Vendor of many ' || n % 20
cross join (select date_trunc('hour', holdfast.now()) + interval '2 days' as day) d
returning id
