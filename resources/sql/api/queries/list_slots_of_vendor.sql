-- One vendor's slots by start. $1 vendor id, $2 from, $3 to (exclusive), $4 and $5 start and id of the last one seen,
-- $6 how many at most
select id, vendor_id, kind, starts_at, ends_at, capacity, held, confirmed, external, version, settlement, currency,
       requester_amount_minor, vendor_amount_minor
from holdfast.slot
where vendor_id = $1
  and starts_at >= coalesce($2::timestamptz, '-infinity') and starts_at < coalesce($3::timestamptz, 'infinity')
  and (starts_at, id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
order by starts_at, id
limit $6
