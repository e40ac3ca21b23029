-- $1 uuid: partner, $2 uuid[]: a slot for each hold, $3 text: what their keys and references begin with, unlike any before.
-- Through the domain, as a lane does it.
with wanted as materialized (
    select array_agg(holdfast.new_id() order by n) as ids, array_agg(slot order by n) as slots,
           array_agg($3 || '-' || n order by n) as names, array_agg(sha256(convert_to($3 || '-' || n, 'UTF8')) order by n) as prints,
           count(*)::integer as count
    from unnest($2::uuid[]) with ordinality as u (slot, n)
)
select h.o_reservation, h.o_outcome
from wanted w
cross join lateral holdfast.hold_batch(
    w.ids, array_fill($1::uuid, array[w.count]), w.slots, array_fill(1, array[w.count]), w.names, w.prints, w.names, w.names,
    array_fill(null::bigint, array[w.count]), array_fill('partner:' || $1, array[w.count]), w.names) h
order by h.o_ordinal
