-- $1 the gateway's event, $2 reason or null, $3 actor, $4 role, $5 trace id
select o_outcome, o_reservation, o_state, o_version, o_audit
from holdfast.act_retry_webhook($1, $2, $3, $4, $5)
