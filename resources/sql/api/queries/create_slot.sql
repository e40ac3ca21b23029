select outcome, id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, version, settlement,
       currency, requester_amount_minor, vendor_amount_minor
from holdfast.create_slot($1, $2, $3, $4::bytea, $5, $6, $7, $8, $9, $10, $11, $12, $13)
