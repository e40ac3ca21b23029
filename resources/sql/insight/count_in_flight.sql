select r.state, count(*)
from holdfast.reservation r
where r.deadline is not null
group by r.state
