-- The statements that took most of the server's time.
-- $1 integer: how many at most
select o_id, o_text, o_calls, o_total_ms, o_mean_ms, o_max_ms, o_deviation_ms, o_rows, o_blocks_hit, o_blocks_read
from holdfast.slow_statements($1::integer)
