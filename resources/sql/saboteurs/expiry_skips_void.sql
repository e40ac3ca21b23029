-- Saboteur: a reservation that expires gives nothing back to those who authorized. Whoever would find it by a second look
-- does not look for it either.
select pg_temp.sabotage('plan_unwinds',
    'join holdfast.payment p on p.reservation_id = c.reservation_id',
    'join holdfast.payment p on p.reservation_id = c.reservation_id and not exists (
        select from holdfast.reservation_event e where e.reservation_id = p.reservation_id and e.event = ''expire'')');
select pg_temp.sabotage('reopen_unwind',
    'from holdfast.payment p where p.reservation_id = p_reservation',
    'from holdfast.payment p where p.reservation_id = p_reservation and not exists (
        select from holdfast.reservation_event e where e.reservation_id = p.reservation_id and e.event = ''expire'')');
