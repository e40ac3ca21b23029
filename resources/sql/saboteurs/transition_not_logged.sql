-- Saboteur: the step of a booking into its commit writes no event.
select pg_temp.sabotage('take_steps',
    'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step',
    'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step where event <> ''commit''');
