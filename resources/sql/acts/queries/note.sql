-- $1 reservation, $2 text, $3 actor, $4 role, $5 trace id
select o_outcome, o_reservation, o_state, o_version, o_deadline, o_operation, o_audit
from holdfast.act_note($1::uuid, $2, $3, $4, $5)
