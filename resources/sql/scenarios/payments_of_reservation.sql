-- $1: reservation. What is recorded of each party's money.
select party, intent_id, intent_status, captured_minor, refunded_minor
from holdfast.payment
where reservation_id = $1::uuid
order by party
