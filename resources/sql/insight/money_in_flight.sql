-- What those in flight are worth to their requesters, by currency; and over how many was summed, up to a bound.
-- $1 bigint: the bound
with counted as materialized (
    select r.slot_id, sum(r.quantity) as quantity, count(*) as reservations
    from (
        select slot_id, quantity from holdfast.reservation where deadline is not null limit $1::bigint
    ) r
    group by r.slot_id
)
select s.currency, least(sum(s.requester_amount_minor::numeric * counted.quantity), 9223372036854775807)::bigint,
       (select coalesce(sum(reservations), 0) from counted)::bigint
from counted
join holdfast.slot s on s.id = counted.slot_id
where s.currency is not null
group by s.currency
order by s.currency
