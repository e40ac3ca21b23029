-- What happened to every reservation, in the order of the log: at most 20,000 events, the newest.
select to_jsonb(e) - 'xid'
from (select * from holdfast.reservation_event order by seq desc limit 20000) e
order by e.seq
