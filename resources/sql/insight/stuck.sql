-- $1 interval: for how long is too long; $2 how many at most
select o_reason, o_subject, o_reservation, o_operation, o_state, o_version, o_since, o_deadline, o_at_risk_minor, o_currency,
       o_detail, o_matching
from holdfast.stuck($1::interval, $2::integer)
