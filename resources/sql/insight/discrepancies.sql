-- $1 uuid: the run; $2 how many; $3 text[]: of these classes, empty for any
select d.id, d.class, d.severity, coalesce(d.intent_id, ''), d.reservation_id, coalesce(d.party, ''),
       coalesce(d.expected, ''), coalesce(d.observed, ''), d.amount_minor, coalesce(d.currency, ''), d.repair = 'SAFE',
       d.repaired_at, coalesce(d.repair_outcome, '')
from holdfast.discrepancy d
where d.reconciliation_id = $1::uuid and (cardinality($3::text[]) = 0 or d.class = any ($3::text[]))
order by array_position('{CRITICAL,HIGH,MEDIUM}', d.severity), d.class, d.id
limit $2::bigint
