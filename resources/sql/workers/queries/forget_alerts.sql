-- What was stuck and has not been for 90 days, by booking time as all of an alert's.
-- $1 bigint: how many
delete from holdfast.alert a
using (
    select o.id
    from holdfast.alert o
    where o.cleared_at < (select holdfast.now()) - interval '90 days'
    order by o.cleared_at
    limit $1::bigint
    for update skip locked
) old
where a.id = old.id
