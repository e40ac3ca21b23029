-- $1 reservation, $2 its version as shown or null, $3 reason or null, $4 actor, $5 role, $6 trace id
select o_outcome, o_reservation, o_state, o_version, o_deadline, o_operation, o_audit
from holdfast.act_unclaim($1::uuid, $2::integer, $3, $4, $5, $6)
