-- What a row names exists. The tables of the write path have no foreign keys to see to it; the others' may be switched off.
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
