-- $1 uuid: the run
select d.class, d.severity, coalesce(d.currency, ''), count(*),
       least(sum(d.amount_minor), 9223372036854775807)::bigint,
       count(*) filter (where d.repaired_at is null),
       count(*) filter (where d.repaired_at is null and d.repair = 'SAFE'),
       least(sum(d.amount_minor) filter (where d.repaired_at is null and d.repair = 'SAFE'), 9223372036854775807)::bigint
from holdfast.discrepancy d
where d.reconciliation_id = $1::uuid
group by d.class, d.severity, coalesce(d.currency, '')
order by array_position('{CRITICAL,HIGH,MEDIUM}', d.severity), d.class, 3
