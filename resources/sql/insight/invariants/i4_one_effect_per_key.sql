-- At most one effect per (partner, family, key): one reservation per creation key, one answer per command key, and no
-- event or operation that is the answer to two keys. One live intent per party: a second one is voided before long.
select format('partner %s: creation key %s made %s reservations: %s', r.partner_id, quote_literal(r.creation_key),
              count(*), array_to_string((array_agg(r.id order by r.id))[1:5], ', '))
from holdfast.reservation r
group by r.partner_id, r.creation_key
having count(*) > 1
union all
select format('partner %s: command key %s has %s answers, for reservations %s', k.partner_id, quote_literal(k.key),
              count(*), array_to_string((array_agg(k.reservation_id order by k.reservation_id))[1:5], ', '))
from holdfast.command_key k
group by k.partner_id, k.key
having count(*) > 1
union all
select format('reservation %s: its event %s is the answer to %s keys: %s', k.reservation_id, k.version, count(*),
              array_to_string((array_agg(quote_literal(k.key) order by k.key))[1:5], ', '))
from holdfast.command_key k
where k.version is not null
group by k.reservation_id, k.version
having count(distinct (k.partner_id, k.key)) > 1
union all
select format('operation %s is the answer to %s keys: %s', k.operation_id, count(*),
              array_to_string((array_agg(quote_literal(k.key) order by k.key))[1:5], ', '))
from holdfast.command_key k
where k.operation_id is not null
group by k.operation_id
having count(distinct (k.partner_id, k.key)) > 1
union all
select format('reservation %s: intent %s is one more than the %s''s, and not voided', coalesce(o.reservation_id::text, '(none)'),
              o.intent_id, coalesce(o.party, 'nobody'))
from holdfast.operation o
where o.kind = 'void'
  and (o.status = 'DEAD' or (o.status = 'PENDING' and o.opened_at <= clock_timestamp() - interval '30 minutes'))
