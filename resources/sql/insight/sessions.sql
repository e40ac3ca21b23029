-- Who is connected, by application and what it is doing.
select o_application, o_state, coalesce(o_waits, ''), o_count, o_oldest_ms, o_transaction_ms
from holdfast.sessions()
