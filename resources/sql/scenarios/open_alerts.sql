-- The alerts that stand.
select reason, reservation_id, subject, at_risk_minor, since
from holdfast.alert
where cleared_at is null
order by reason, subject
