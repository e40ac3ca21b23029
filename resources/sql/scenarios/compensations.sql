-- Every party of a reservation that ended without a booking: what became of giving its money back.
select p.reservation_id, p.party, r.state, coalesce(o.status, 'not planned') as status, coalesce(o.outcome, '-') as outcome
from holdfast.payment p
join holdfast.reservation r on r.id = p.reservation_id
join holdfast.state n on n.name = r.state and n.terminal
left join holdfast.operation o on o.reservation_id = p.reservation_id and o.party = p.party and o.kind = 'unwind'
order by p.reservation_id, p.party
