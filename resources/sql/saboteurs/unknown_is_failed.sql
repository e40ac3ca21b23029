-- Saboteur: what came of asking for money is not known, and that is taken for a failure. A party whose intent is not known
-- then seems to owe nothing back: neither the end of the reservation nor a second look unwinds it.
select pg_temp.sabotage('postpone_operation',
    'if not p_counts or v_operation.attempts < p_most_attempts then',
    'if not p_counts or (v_operation.kind not in (''authorize'', ''commit'') and v_operation.attempts < p_most_attempts) then');
select pg_temp.sabotage('plan_unwinds',
    'join holdfast.payment p on p.reservation_id = c.reservation_id',
    'join holdfast.payment p on p.reservation_id = c.reservation_id and p.intent_id is not null');
select pg_temp.sabotage('reopen_unwind',
    'from holdfast.payment p where p.reservation_id = p_reservation',
    'from holdfast.payment p where p.intent_id is not null and p.reservation_id = p_reservation');
