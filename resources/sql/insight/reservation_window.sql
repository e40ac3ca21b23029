-- Where a page by id has to stop looking: so many reservations on. No row: there are not that many.
-- The names in braces are replaced from the program's own tables, never by what a person typed.
-- $1 uuid: the last one seen, null for the first page; $2 bigint: how many between
select r.id
from holdfast.reservation r
where $1::uuid is null or r.id {after} $1::uuid
order by r.id {direction}
offset $2::bigint
limit 1
