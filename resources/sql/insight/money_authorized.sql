-- What is authorized at the gateway and neither captured nor given back, by currency; and over how many was summed, up
-- to a bound.
-- $1 bigint: the bound
with counted as materialized (
    select p.currency, p.authorized_minor
    from holdfast.payment p
    where p.intent_status = 'requires_capture'
    limit $1::bigint
)
select currency, least(sum(authorized_minor), 9223372036854775807)::bigint, (select count(*) from counted)
from counted
group by currency
order by currency
