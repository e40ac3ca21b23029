-- One run, or the newest. $1 uuid or null; $2 how many
select r.id, r.requested_by, r.requested_at, r.repair, r.status, coalesce(r.progress, ''), r.started_at, r.finished_at,
       coalesce(r.error, ''),
       (select count(*) from holdfast.discrepancy d where d.reconciliation_id = r.id),
       (select count(*) from holdfast.discrepancy d where d.reconciliation_id = r.id and d.repaired_at is null),
       (select count(*) from holdfast.operation o where o.status = 'PENDING'),
       cardinality(r.intents)
from holdfast.reconciliation r
where $1::uuid is null or r.id = $1::uuid
order by r.requested_at desc, r.id desc
limit $2::bigint
