-- $1: reservation. Each party's authorization: whether a worker has taken it, and when the gateway had answered it first.
select o.party, o.sent_at is not null as taken, (select min(c.at) from holdfast.gateway_call c where c.operation_id = o.id) as answered
from holdfast.operation o
where o.reservation_id = $1::uuid and o.kind = 'authorize'
order by o.party desc
