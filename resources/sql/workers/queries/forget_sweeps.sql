-- Only the latest matters to the invariants; a day's worth is kept for people.
-- $1 bigint: how many
delete from holdfast.sweep w
using (
    select o.id
    from holdfast.sweep o
    where o.kind = 'expiry'
      and o.cutoff < (select max(m.cutoff) from holdfast.sweep m where m.kind = 'expiry') - interval '1 day'
    order by o.cutoff
    limit $1::bigint
    for update skip locked
) old
where w.id = old.id
