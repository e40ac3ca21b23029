-- $1 ids, $2 partners, $3 slots, $4 quantities, $5 keys, $6 fingerprints, $7 partner references, $8 requesters,
-- $9 expected slot versions or nulls, $10 actors, $11 trace ids
select o_ordinal, o_outcome, o_replayed, o_reservation, o_state, o_slot, o_quantity, o_version, o_deadline, o_slot_version
from holdfast.hold_batch($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::text[], $6::bytea[], $7::text[], $8::text[],
                         $9::bigint[], $10::text[], $11::text[])
