-- Saboteur: the step of a commit that failed writes no event, so that whoever follows the log never learns of it.
do $saboteur$
declare
    v_definition text;
    v_sabotaged text;
    v_step record;
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    for v_step in
        select * from (values
            ('take_steps', 'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step',
             'select id, version, event, from_state, to_state, deadline, p_now, actor, trace_id, reason
            from step where event <> ''commit_failed''')
        ) as v (function, expected, instead)
    loop
        select pg_get_functiondef(oid) into strict v_definition
        from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = v_step.function;
        v_sabotaged := replace(v_definition, v_step.expected, v_step.instead);
        if v_sabotaged = v_definition then
            raise exception 'the saboteur does not fit: % has no "%"', v_step.function, v_step.expected;
        end if;
        execute v_sabotaged;
    end loop;
end
$saboteur$;
