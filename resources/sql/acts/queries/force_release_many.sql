-- $1 reservations or null, $2 their versions as shown or null, $3 states or null, $4 reason, $5 actor, $6 role, $7 trace id
select o_outcome, o_reservation, o_state, o_version, o_deadline, o_operation, o_audit
from holdfast.act_force_release_many($1::uuid[], $2::integer[], $3::text[], $4, $5, $6, $7)
