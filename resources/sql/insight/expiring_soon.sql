-- How many are in flight with a deadline before that, counted up to a bound, and how many of them are past it.
-- $1 timestamptz: holdfast.now(), read before because it is volatile and could bound no index; $2 interval: how soon;
-- $3 bigint: the bound
select count(*), count(*) filter (where deadline < $1::timestamptz)
from (
    select r.deadline
    from holdfast.reservation r
    where r.deadline <= $1::timestamptz + $2::interval
    order by r.deadline
    limit $3::bigint
) soon
