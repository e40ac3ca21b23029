-- What a row names exists. The tables of the write path have no foreign keys to see to it; the others' may be switched off.
-- And what has ended leaves no authorization open at the gateway, except while its unwind is at work.
select format('reservation %s: its slot %s does not exist', r.id, r.slot_id)
from holdfast.reservation r
where not exists (select from holdfast.slot s where s.id = r.slot_id)
union all
select format('reservation %s: its partner %s does not exist', r.id, r.partner_id)
from holdfast.reservation r
where not exists (select from holdfast.partner p where p.id = r.partner_id)
union all
select format('reservation %s: it has %s events but does not exist', e.reservation_id, count(*))
from holdfast.reservation_event e
where not exists (select from holdfast.reservation r where r.id = e.reservation_id)
group by e.reservation_id
union all
select format('slot %s: its vendor %s does not exist', s.id, s.vendor_id)
from holdfast.slot s
where not exists (select from holdfast.vendor v where v.id = s.vendor_id)
union all
select format('key %s of a slot: slot %s does not exist', quote_literal(k.key), k.slot_id)
from holdfast.slot_key k
where not exists (select from holdfast.slot s where s.id = k.slot_id)
union all
select format('an API key made at %s: its partner %s does not exist', k.created_at, k.partner_id)
from holdfast.api_key k
where not exists (select from holdfast.partner p where p.id = k.partner_id)
union all
select format('payment of the %s: its reservation %s does not exist', p.party, p.reservation_id)
from holdfast.payment p
where not exists (select from holdfast.reservation r where r.id = p.reservation_id)
union all
select format('operation %s: its reservation %s does not exist', o.id, o.reservation_id)
from holdfast.operation o
where o.kind <> 'void' and not exists (select from holdfast.reservation r where r.id = o.reservation_id)
union all
select format('an external booking: its slot %s does not exist', b.slot_id)
from holdfast.external_booking b
where not exists (select from holdfast.slot s where s.id = b.slot_id)
union all
select format('reservation %s: %s, but no unwind is after the %s''s authorization', r.id, r.state, p.party)
from holdfast.payment p
join holdfast.reservation r on r.id = p.reservation_id
join holdfast.state st on st.name = r.state and st.terminal
where not exists (select from holdfast.operation o
                  where o.reservation_id = r.id and o.kind = 'unwind' and o.party = p.party)
   or (p.intent_id is not null and p.intent_status not in ('canceled', 'succeeded')
       and not exists (select from holdfast.operation o
                       where o.reservation_id = r.id and o.kind = 'unwind' and o.party = p.party and o.status = 'PENDING'
                         and o.opened_at > clock_timestamp() - interval '30 minutes'))
