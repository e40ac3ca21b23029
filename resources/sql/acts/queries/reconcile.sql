-- $1 whether to repair, $2 reason or null, $3 actor, $4 role, $5 trace id
select o_reconciliation, o_status, o_requested_at, o_audit
from holdfast.act_reconcile($1::boolean, $2, $3, $4, $5)
