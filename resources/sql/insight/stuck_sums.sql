-- What is stuck, by reason and currency, the oldest 10,000 of all. $1 interval: for how long is too long
select s.o_reason, coalesce(s.o_currency, ''), count(*), least(sum(s.o_at_risk_minor), 9223372036854775807)::bigint
from holdfast.stuck($1::interval, 10000) s
group by s.o_reason, coalesce(s.o_currency, '')
order by 1, 2
