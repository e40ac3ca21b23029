-- The slot of a vendor at a time; where several start and end together, the one with most room. Times are told and asked
-- for in whole milliseconds: a slot that came by SQL, with microseconds, is found by what is shown of it.
-- $1 vendor id, $2 starts at, $3 ends at
select id
from holdfast.slot
where vendor_id = $1 and starts_at >= $2::timestamptz and starts_at < $2::timestamptz + interval '1 ms'
  and ends_at >= $3::timestamptz and ends_at < $3::timestamptz + interval '1 ms'
order by capacity - held - confirmed - external desc, id
limit 1
