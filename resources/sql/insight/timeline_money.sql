-- What is known of the money of one reservation. $1 uuid
select p.party, p.currency, p.amount_minor, p.intent_id, p.intent_status, p.authorized_minor, p.captured_minor, p.refunded_minor
from holdfast.payment p
where p.reservation_id = $1::uuid
order by p.party
