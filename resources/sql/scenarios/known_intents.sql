-- Every intent the database knows, the state of its reservation and whether that has ended without a booking.
select p.intent_id, r.state, case when n.terminal and r.state <> 'CONFIRMED' then 'ended' else 'standing' end as standing
from holdfast.payment p
join holdfast.reservation r on r.id = p.reservation_id
join holdfast.state n on n.name = r.state
where p.intent_id is not null
union all
-- An intent that nobody needs was taken up to be voided.
select o.intent_id, coalesce(r.state, 'unknown'), 'ended'
from holdfast.operation o
left join holdfast.reservation r on r.id = o.reservation_id
where o.kind = 'void'
