-- The alerts that stand, the newest first. $1 bigint: those after this one; $2 how many
select a.id, a.reason, a.subject, a.reservation_id, a.since, a.at_risk_minor, coalesce(a.currency, ''), coalesce(a.detail, ''),
       a.raised_at
from holdfast.alert a
where a.cleared_at is null and a.id > $1::bigint
order by a.id desc
limit $2::bigint
