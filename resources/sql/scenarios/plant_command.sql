-- $1: reservation, $2: verb. What its partner could ask for, through the domain, with nobody waiting for the answer.
select o_outcome, o_state
from holdfast.change_batch(array[$1::uuid], array[$2], array[null::uuid], array[null::text], array[null::bytea],
                           array['scenario'], array['scenario'], array[null::text], array[null::text])
