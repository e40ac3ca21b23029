-- One run, or the newest. What is worked on now says something of the newest alone, and soon no more of that. $1 uuid or
-- null; $2 how many
select r.id, r.requested_by, r.requested_at, r.repair, r.status, coalesce(r.progress, ''), r.started_at, r.finished_at,
       coalesce(r.error, ''), d.found, d.unrepaired,
       case when coalesce(r.finished_at, 'infinity') > clock_timestamp() - interval '1 minute'
             and not exists (select from holdfast.reconciliation n
                             where n.intents is null and (n.requested_at, n.id) > (r.requested_at, r.id))
            then (select count(*) from holdfast.operation o where o.status = 'PENDING') else 0 end,
       cardinality(r.intents)
from holdfast.reconciliation r,
     lateral (select count(*) as found, count(*) filter (where d.repaired_at is null) as unrepaired
              from holdfast.discrepancy d where d.reconciliation_id = r.id) d
where $1::uuid is null or r.id = $1::uuid
order by r.requested_at desc, r.id desc
limit $2::bigint
