-- $1 slot id
select id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, version, settlement, currency,
       requester_amount_minor, vendor_amount_minor
from holdfast.slot
where id = $1
