-- What is stuck, by reason and currency, 10,000 for each of seven reasons at most. $1 interval: for how long is too long
select s.o_reason, coalesce(s.o_currency, ''), count(*), least(sum(s.o_at_risk_minor), 9223372036854775807)::bigint
from holdfast.stuck($1::interval, 70000) s
group by s.o_reason, coalesce(s.o_currency, '')
order by 1, 2
