-- What is captured and not refunded is what a party owes: its amount where there is a booking, nothing where there is none.
-- While a commit or an unwind is at work it may differ; for as long as that may take, and no longer.
with bound (patience) as (
    values (interval '30 minutes') -- real time
), owed as (
    select w.id, w.state, p.party, p.captured_minor, p.refunded_minor,
           case when w.state = 'CONFIRMED' then p.amount_minor else 0 end as owed_minor
    from holdfast.payment p
    join holdfast.reservation w on w.id = p.reservation_id
)
select format('reservation %s, %s: the %s owes %s, but %s is captured and %s refunded', o.id, o.state, o.party, o.owed_minor,
              o.captured_minor, o.refunded_minor)
from owed o
cross join bound
where o.captured_minor - o.refunded_minor <> o.owed_minor
  and not exists (
      select from holdfast.operation w
      where w.reservation_id = o.id and w.status = 'PENDING' and w.opened_at > clock_timestamp() - bound.patience
        and (w.kind = 'commit' or (w.kind = 'unwind' and w.party = o.party)))
union all
select format('reservation %s: booked, but there is no payment of the %s', w.id, party)
from holdfast.reservation w
join holdfast.slot s on s.id = w.slot_id
cross join unnest(case s.settlement when 'two_party' then array['vendor', 'requester'] when 'card' then array['requester']
                  else array[]::text[] end) as party
where w.state = 'CONFIRMED'
  and not exists (select from holdfast.payment p where p.reservation_id = w.id and p.party = party.party)
