-- How many match, counted up to a bound, what they are worth when that is one currency, and how many come before a place.
-- By slots first: many reservations share one, and what each is worth is the slot's.
-- $15 text: the key of the row at the place; $16 uuid: its id, null for none; $17 bigint: the bound
select coalesce(sum(matching), 0)::bigint, least(coalesce(sum(amount), 0), 9223372036854775807)::bigint,
       case when count(distinct currency) = 1 and count(*) = count(currency) then min(currency) else '' end,
       coalesce(sum(passed), 0)::bigint
from (
    select g.matching, g.passed, s.requester_amount_minor::numeric * g.quantity as amount, s.currency
    from (
        select slot_id, count(*) as matching, sum(quantity) as quantity, count(*) filter (where passed) as passed
        from (
            select r.slot_id, r.quantity, ({key}, r.id) {passed} ($15::{type}, $16::uuid) as passed
            from holdfast.reservation r
            left join holdfast.slot s on s.id = r.slot_id
            left join holdfast.vendor v on v.id = s.vendor_id
            left join holdfast.partner p on p.id = r.partner_id
            {filter}
            limit $17::bigint
        ) each
        group by slot_id
    ) g
    join holdfast.slot s on s.id = g.slot_id
) slots
