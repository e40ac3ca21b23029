-- A deadline exactly while in flight: now, and after each step of the story.
select format('reservation %s: %s with %s', r.id, r.state, coalesce('deadline ' || r.deadline, 'no deadline'))
from holdfast.reservation r
left join holdfast.state st on st.name = r.state
where st.in_flight is distinct from (r.deadline is not null)
union all
select format('reservation %s: its event %s led to %s with %s', e.reservation_id, e.version, e.to_state,
              coalesce('deadline ' || e.deadline, 'no deadline'))
from holdfast.reservation_event e
left join holdfast.state st on st.name = e.to_state
where st.in_flight is distinct from (e.deadline is not null)
