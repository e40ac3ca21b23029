-- $1 owner, $2 limit, $3 lease
select o_id, o_type, o_intent, o_fence, o_attempts, o_leased_at
from holdfast.lease_webhooks($1::uuid, $2::integer, $3::interval)
