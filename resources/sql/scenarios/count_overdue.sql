-- Reservations in flight past their deadline that the next sweep will end; a commit under way is not the sweep's.
select count(*) from holdfast.reservation where deadline <= holdfast.now() and state <> 'COMMITTING'
