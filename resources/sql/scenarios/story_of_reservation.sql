-- $1: reservation. What happened to it, by the log: "hold, vendor_confirm, ...".
select coalesce(string_agg(event, ', ' order by version), 'nothing')
from holdfast.reservation_event
where reservation_id = $1::uuid
