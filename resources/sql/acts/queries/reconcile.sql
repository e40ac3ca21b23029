-- $1 whether to repair, $2 actor, $3 role, $4 trace id
select o_reconciliation, o_status, o_requested_at, o_audit
from holdfast.act_reconcile($1::boolean, $2, $3, $4)
