-- What has not come to its end: reservations on their way, operations and hints that wait or were given up.
select 'reservation' as kind, id::text, state as standing from holdfast.reservation where deadline is not null
union all
select 'operation', id::text, kind || ' ' || status from holdfast.operation where status in ('PENDING', 'DEAD')
union all
select 'hint', id, status from holdfast.webhook_event where status in ('PENDING', 'DEAD')
order by 1, 3, 2
