-- $1 discrepancies or null, $2 reservations or null, $3 reason, $4 actor, $5 role, $6 trace id
select o_outcome, o_reconciliation, o_status, o_requested_at, o_audit
from holdfast.act_repair($1::uuid[], $2::uuid[], $3, $4, $5, $6)
