-- How many match, counted up to a bound, and what they are worth when that is one currency.
-- $10 bigint: the bound
select count(*), least(coalesce(sum(amount), 0), 9223372036854775807)::bigint,
       case when count(distinct currency) = 1 and count(*) = count(currency) then min(currency) else '' end
from (
    select s.requester_amount_minor::numeric * r.quantity as amount, s.currency
    from holdfast.reservation r
    join holdfast.slot s on s.id = r.slot_id
    join holdfast.vendor v on v.id = s.vendor_id
    join holdfast.partner p on p.id = r.partner_id
    {filter}
    limit $10::bigint
) matching
