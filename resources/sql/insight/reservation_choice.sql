-- Which reservations a page shows: those next to a place. Ties are broken by id, in the direction of the order, so that an
-- index can be read either way. Outer joins, so that a table is only read when filter or order need it.
-- The names in braces are replaced from the program's own tables, never by what a person typed.
-- $15 text: the key of the row at the place; $16 uuid: its id, null for the first page; $17 bigint: how many; $18 uuid: the
-- last id to look at, null for all
select r.*, {key} as key
from holdfast.reservation r
left join holdfast.slot s on s.id = r.slot_id
left join holdfast.vendor v on v.id = s.vendor_id
left join holdfast.partner p on p.id = r.partner_id
{filter}
  and ($16::uuid is null or ({key}, r.id) {after} ($15::{type}, $16::uuid))
  and ($18::uuid is null or r.id {until} $18::uuid)
order by {key} {reading}, r.id {reading}
limit $17::bigint
