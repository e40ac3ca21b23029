-- $1: slot. What is booked of it, counted from the rows and as its own counters say.
select (select count(*) from holdfast.reservation r where r.slot_id = s.id and r.state = 'HELD') as held_rows,
       s.held,
       s.confirmed,
       (select count(*) from holdfast.reservation r where r.slot_id = s.id) as rows_in_all
from holdfast.slot s
where s.id = $1::uuid
