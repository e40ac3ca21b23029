-- What is stuck, by reason and currency.
select reason, coalesce(currency, ''), count(*), least(sum(at_risk_minor), 9223372036854775807)::bigint
from holdfast.alert
where cleared_at is null
group by reason, coalesce(currency, '')
order by 1, 2
