-- $1: reservations. How each ended, and whether the first pass of the expiry worker that was there for its deadline, told of
-- as complete or not, had seen that end; a row each, by position.
select a.position, r.state, coalesce(e.event, 'nothing') as event, d.deadline, e.at,
       coalesce(pg_visible_in_snapshot(e.xid, w.seen), false) as in_one_sweep
from unnest($1::uuid[]) with ordinality as a (reservation_id, position)
join holdfast.reservation r on r.id = a.reservation_id
left join holdfast.reservation_event e on e.reservation_id = r.id and e.version = r.version and e.deadline is null
-- The deadline it had last.
cross join lateral (
    select l.deadline from holdfast.reservation_event l
    where l.reservation_id = r.id and l.deadline is not null
    order by l.version desc limit 1
) d
left join lateral (
    select s.seen from holdfast.sweep s
    where s.kind = 'expiry' and s.cutoff >= d.deadline
    order by s.cutoff limit 1
) w on true
order by a.position
