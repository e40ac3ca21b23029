-- $1 owner, $2 run or null, $3 lease
select l.o_id, l.o_repair, i.intent
from holdfast.lease_reconciliation($1::uuid, $2::uuid, $3::interval, true) l
left join lateral unnest(l.o_intents) as i (intent) on true
