-- Slots by start. $1 from, $2 to (exclusive), $3 and $4 start and id of the last one seen, $5 how many at most
select id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, version, settlement, currency,
       requester_amount_minor, vendor_amount_minor
from holdfast.slot
where starts_at >= coalesce($1::timestamptz, '-infinity') and starts_at < coalesce($2::timestamptz, 'infinity')
  and (starts_at, id) > (coalesce($3::timestamptz, '-infinity'), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))
order by starts_at, id
limit $5
