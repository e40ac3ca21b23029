-- One reservation with what people want to know of it, for each of a source. Last comes what a list is ordered by.
-- The names in braces are replaced from the program's own tables, never by what a person typed.
select r.id, r.state, r.version, r.slot_id, s.kind, s.starts_at, s.ends_at, s.vendor_id, v.name, r.partner_id, p.name,
       r.partner_booking_ref, r.requester_id, r.quantity,
       -- An amount beyond 64 bits is shown as the largest there is rather than failing the page.
       least(s.requester_amount_minor::numeric * r.quantity, 9223372036854775807)::bigint as amount_minor,
       coalesce(s.currency, ''), r.created_at, r.changed_at, r.deadline, c.actor, c.until,
       -- An admin has asked for its release, which waits for the outcome of its captures.
       case when r.state = 'COMMITTING'
            then exists (select from holdfast.operation o
                         where o.reservation_id = r.id and o.kind = 'commit' and o.status = 'PENDING'
                           and o.release_actor is not null)
            else false end,
       ({key})::text
from {source}
join holdfast.slot s on s.id = r.slot_id
join holdfast.vendor v on v.id = s.vendor_id
join holdfast.partner p on p.id = r.partner_id
left join holdfast.claim c on c.reservation_id = r.id
