-- The slot of a vendor at a time; where several start and end together, the one with most room.
-- $1 vendor id, $2 starts at, $3 ends at
select id
from holdfast.slot
where vendor_id = $1 and starts_at = $2::timestamptz and ends_at = $3::timestamptz
order by capacity - held - confirmed - external desc, id
limit 1
