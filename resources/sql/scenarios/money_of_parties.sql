-- Every party of a reservation that costs something, as far as the database knows its money: from its authorization on, and
-- of a booking in any case.
select r.id, r.state, owes.party, coalesce(p.amount_minor, owes.amount_minor, 0), p.intent_id, p.intent_status,
       coalesce(p.captured_minor, 0), coalesce(p.refunded_minor, 0)
from holdfast.reservation r
join holdfast.slot s on s.id = r.slot_id
cross join lateral (
    select o.party, r.quantity * o.amount_minor as amount_minor
    from (values ('vendor', s.vendor_amount_minor), ('requester', s.requester_amount_minor)) as o (party, amount_minor)
    where s.settlement = 'two_party' or (s.settlement = 'card' and o.party = 'requester')
) owes
left join holdfast.payment p on p.reservation_id = r.id and p.party = owes.party
where p.party is not null or r.state = 'CONFIRMED'
order by r.id, 3
