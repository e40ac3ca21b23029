-- A deadline exactly while in flight.
select format('reservation %s: %s with %s', r.id, r.state, coalesce('deadline ' || r.deadline, 'no deadline'))
from holdfast.reservation r
left join holdfast.state st on st.name = r.state
where st.in_flight is distinct from (r.deadline is not null)
