-- Whether the story of a reservation is whole, where replaying it leads, and how much work for it has not come to its end.
-- $1 uuid
with story as (
    select e.version, e.event, e.from_state, e.to_state, row_number() over steps as position,
           lag(e.to_state) over steps as previous
    from holdfast.reservation_event e
    where e.reservation_id = $1::uuid
    window steps as (order by e.version)
)
select r.state, r.version,
       count(s.version) = r.version
       and bool_and(s.version = s.position and s.from_state is not distinct from s.previous
                    and case when s.position = 1 then s.event = 'hold' and s.to_state = 'HELD'
                             else t.to_state is not distinct from s.to_state end) as whole,
       (array_agg(s.to_state order by s.version desc))[1] as replayed,
       r.deadline,
       (select count(*) from holdfast.operation o where o.reservation_id = r.id and o.status in ('PENDING', 'DEAD')) as unsettled
from holdfast.reservation r
left join story s on true
left join holdfast.transition t on t.from_state = s.from_state and t.event = s.event
where r.id = $1::uuid
group by r.id
