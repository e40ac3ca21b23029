-- How full the slots of the coming days are, the nearest first, up to a bound.
-- $1 timestamptz: holdfast.now(); $2 interval: how far ahead; $3 bigint: how many slots at most
select count(*), coalesce(sum(capacity), 0)::bigint, coalesce(sum(held), 0)::bigint, coalesce(sum(confirmed), 0)::bigint,
       coalesce(sum(external), 0)::bigint, count(*) filter (where held + confirmed + external >= capacity)
from (
    select s.capacity, s.held, s.confirmed, s.external
    from holdfast.slot s
    where s.starts_at >= $1::timestamptz and s.starts_at < $1::timestamptz + $2::interval
    order by s.starts_at, s.id
    limit $3::bigint
) coming
