-- How full the slots are that start within a time, by steps of it: of all vendors together (vendor null), then of the
-- busiest vendors. A slot counts where it starts. Bounded by the time and by how many slots are looked at.
-- $1, $2 timestamptz: from, until before; $3 interval: a step; $4 bigint: at most so many slots; $5 bigint: so many vendors
with looked as materialized (
    select s.vendor_id, date_bin($3::interval, s.starts_at, $1::timestamptz) as step, s.capacity, s.held, s.confirmed, s.external
    from holdfast.slot s
    where s.starts_at >= $1::timestamptz and s.starts_at < $2::timestamptz
    order by s.starts_at, s.id
    limit $4::bigint
), cell as materialized (
    select l.vendor_id, l.step, count(*) as slots, sum(l.capacity) as capacity, sum(l.held) as held,
           sum(l.confirmed) as confirmed, sum(l.external) as external
    from looked l
    group by l.vendor_id, l.step
), busiest as (
    select c.vendor_id, sum(c.held + c.confirmed + c.external) as taken, sum(c.capacity) as capacity
    from cell c
    group by c.vendor_id
    order by taken desc, capacity desc, c.vendor_id
    limit $5::bigint
)
select null::uuid as vendor_id, null::text as name, null::numeric as taken, null::numeric as offered, c.step, sum(c.slots), sum(c.capacity),
       sum(c.held), sum(c.confirmed), sum(c.external), (select count(distinct vendor_id) from cell)
from cell c
group by c.step
union all
select c.vendor_id, v.name, b.taken, b.capacity, c.step, c.slots, c.capacity, c.held, c.confirmed, c.external, null
from cell c
join busiest b on b.vendor_id = c.vendor_id
join holdfast.vendor v on v.id = c.vendor_id
order by taken desc nulls first, offered desc, vendor_id, step
