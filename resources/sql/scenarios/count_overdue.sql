-- Reservations in flight past their deadline: what the next sweep will end.
select count(*) from holdfast.reservation where deadline <= holdfast.now()
