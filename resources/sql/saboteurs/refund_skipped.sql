-- Saboteur: what was captured is not given back. Whoever would find it by a second look does not look for it either.
select pg_temp.sabotage('plan_unwinds',
    'join holdfast.payment p on p.reservation_id = c.reservation_id',
    'join holdfast.payment p on p.reservation_id = c.reservation_id and p.captured_minor = 0');
select pg_temp.sabotage('reopen_unwind',
    'from holdfast.payment p where p.reservation_id = p_reservation',
    'from holdfast.payment p where p.reservation_id = p_reservation and p.captured_minor = 0');
