-- How full the slots are that start within a time, by steps of it: of all vendors together (vendor null), then of the
-- busiest vendors. A slot counts where it starts. Bounded by the time and by how many slots are looked at.
-- $1, $2 timestamptz: from, until before; $3 interval: a step; $4 bigint: at most so many slots; $5 bigint: so many vendors
with looked as materialized (
    select s.vendor_id, date_bin($3::interval, s.starts_at, $1::timestamptz) as step, s.capacity, s.held, s.confirmed, s.external
    from holdfast.slot s
    where s.starts_at >= $1::timestamptz and s.starts_at < $2::timestamptz
    order by s.starts_at, s.id
    limit $4::bigint
), vendor as materialized (
    select l.vendor_id, sum(l.held + l.confirmed + l.external) as taken, sum(l.capacity) as offered
    from looked l
    group by l.vendor_id
), busiest as (
    select vendor_id, taken, offered
    from vendor
    order by taken desc, offered desc, vendor_id
    limit $5::bigint
)
select null::uuid as vendor_id, null::text as name, null::bigint as taken, null::bigint as offered, l.step, count(*),
       sum(l.capacity), sum(l.held), sum(l.confirmed), sum(l.external), (select count(*) from vendor)
from looked l
group by l.step
union all
select l.vendor_id, v.name, b.taken, b.offered, l.step, count(*), sum(l.capacity), sum(l.held), sum(l.confirmed),
       sum(l.external), null
from looked l
join busiest b on b.vendor_id = l.vendor_id
join holdfast.vendor v on v.id = l.vendor_id
group by l.vendor_id, v.name, b.taken, b.offered, l.step
order by taken desc nulls first, offered desc, vendor_id, step
