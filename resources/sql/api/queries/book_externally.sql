-- $1 id, $2 owner, $3 the other system's reference, $4 fingerprint, $5 slot, $6 quantity
select outcome, id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, version, settlement,
       currency, requester_amount_minor, vendor_amount_minor
from holdfast.book_externally($1, $2, $3, $4::bytea, $5, $6)
