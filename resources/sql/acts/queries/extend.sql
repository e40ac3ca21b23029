-- $1 reservation, $2 its version as shown or null, $3 by how much, $4 reason or null, $5 actor, $6 role, $7 trace id
select o_outcome, o_reservation, o_state, o_version, o_deadline, o_operation, o_audit
from holdfast.act_extend($1::uuid, $2::integer, $3::interval, $4, $5, $6, $7)
