-- A vendor's exclusive slots never overlap, whoever dropped the constraint.
select format('slot %s of vendor %s begins at %s, when another one is not over until %s', s.id, s.vendor_id, s.starts_at,
              s.busy_until)
from (
    select id, vendor_id, starts_at,
           max(ends_at) over (partition by vendor_id order by starts_at, id
                              rows between unbounded preceding and 1 preceding) as busy_until
    from holdfast.slot
    where kind = 'appointment'
) s
where s.busy_until > s.starts_at
