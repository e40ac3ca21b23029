-- $1: reservation. How the money of each party was given back: "requester refunded, vendor voided".
select coalesce(string_agg(party || ' ' || coalesce(outcome, lower(status)), ', ' order by party), 'none')
from holdfast.operation
where reservation_id = $1::uuid and kind = 'unwind'
