-- $1 owner, $2 kinds, $3 limit, $4 lease
select o_id, o_kind, o_reservation, o_party, o_intent, o_fence, o_attempts, o_lapsed, o_tried_ms, o_key_expired, o_too_late,
       o_key_round, o_planned_at, o_trace_id
from holdfast.lease_operations($1::uuid, $2::text[], $3::integer, $4::interval)
