-- $1 uuid[]: reservations, each once, $2 text[]: what is to become of each, $3 text[]: by how much it is extended, or null;
-- $4: how many. Through the domain, as a lane does it, by the system itself.
select o_ordinal - 1, o_outcome, o_version
from holdfast.change_batch($1::uuid[], $2::text[], array_fill(null::uuid, array[$4::integer]),
                           array_fill(null::text, array[$4::integer]), array_fill(null::bytea, array[$4::integer]),
                           array_fill('load'::text, array[$4::integer]), array_fill('load'::text, array[$4::integer]),
                           array_fill(null::text, array[$4::integer]), $3::text[])
