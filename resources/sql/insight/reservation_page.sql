-- A page after a place. Ties are broken by id, in the direction of the order, so that an index can be read either way.
-- The names in braces are replaced from the program's own tables, never by what a person typed.
-- $10 text: the key of the last row seen; $11 uuid: its id, null for the first page; $12 bigint: how many; $13 uuid: the
-- last id to look at, null for all
{row}
{filter}
  and ($11::uuid is null or ({key}, r.id) {after} ($10::{type}, $11::uuid))
  and ($13::uuid is null or r.id {until} $13::uuid)
order by {key} {direction}, r.id {direction}
limit $12::bigint
