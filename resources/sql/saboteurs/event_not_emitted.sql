-- Saboteur: the step of a commit that failed writes no event, so that whoever follows the log never learns of it.
select pg_temp.sabotage('take_steps',
    'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step',
    'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step where event <> ''commit_failed''');
