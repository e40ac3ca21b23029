-- What happened to reservations lately.
-- $1 interval: for how long back; $2 integer: how many events to read at most
select o_event, o_to_state, o_count, (extract(epoch from o_over) * 1000)::bigint
from holdfast.recent_events($1::interval, $2::integer)
