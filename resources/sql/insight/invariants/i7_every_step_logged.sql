-- Every transition is logged, allowed by the table and gapless by version from the hold on, each from the state where the
-- last one led; the first one gives the time of creation, the last one the stored state, version, deadline and time of change.
-- Events of no reservation are not judged here: they dangle.
with story as (
    select e.reservation_id, e.version, e.event, e.from_state, e.to_state, e.deadline, e.at,
           row_number() over steps as position,
           lag(e.to_state) over steps as previous,
           lead(e.version) over steps is null as is_last
    from holdfast.reservation_event e
    window steps as (partition by e.reservation_id order by e.version, e.seq)
)
select case
    when e.version <> e.position then
        format('reservation %s: event %s stands at place %s of its story', r.id, e.version, e.position)
    when e.position = 1 and (e.event <> 'hold' or e.to_state <> 'HELD' or e.from_state is not null) then
        format('reservation %s: its story begins with %s into %s, not with hold into HELD', r.id, e.event, e.to_state)
    when e.position > 1 and e.from_state is distinct from e.previous then
        format('reservation %s: event %s is from %s, but the one before led to %s', r.id, e.version,
               coalesce(e.from_state, '(nothing)'), e.previous)
    when e.position > 1 and t.to_state is distinct from e.to_state then
        format('reservation %s: event %s, %s from %s to %s, is not in the table of transitions', r.id, e.version, e.event,
               e.from_state, e.to_state)
    when e.position = 1 and e.at <> r.created_at then
        format('reservation %s: created at %s, but its hold is of %s', r.id, r.created_at, e.at)
    when (e.to_state, e.version) = (r.state, r.version) and e.deadline is not distinct from r.deadline then
        format('reservation %s: changed at %s, but its last event is of %s', r.id, r.changed_at, e.at)
    else
        format('reservation %s: stored as %s, version %s, deadline %s, but its last event says %s, %s, %s', r.id, r.state,
               r.version, coalesce(r.deadline::text, 'none'), e.to_state, e.version, coalesce(e.deadline::text, 'none'))
    end
from story e
join holdfast.reservation r on r.id = e.reservation_id
left join holdfast.transition t on t.from_state = e.from_state and t.event = e.event
where e.version <> e.position
   or (e.position = 1 and (e.event <> 'hold' or e.to_state <> 'HELD' or e.from_state is not null))
   or (e.position > 1 and (e.from_state is distinct from e.previous or t.to_state is distinct from e.to_state))
   or (e.is_last and (e.to_state, e.version) is distinct from (r.state, r.version))
   or (e.position = 1 and e.at <> r.created_at)
   or (e.is_last and (e.deadline is distinct from r.deadline or e.at <> r.changed_at))
union all
select format('reservation %s: %s, version %s, but no event tells how', r.id, r.state, r.version)
from holdfast.reservation r
where not exists (select from holdfast.reservation_event e where e.reservation_id = r.id)
