-- $1 reservations, $2 verbs, $3 partners or nulls, $4 keys or nulls, $5 fingerprints, $6 actors, $7 trace ids,
-- $8 reasons or nulls, $9 payment methods or nulls
select o_ordinal, o_outcome, o_replayed, o_reservation, o_state, o_slot, o_quantity, o_version, o_deadline, o_operation
from holdfast.change_batch($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[],
                           $9::text[])
