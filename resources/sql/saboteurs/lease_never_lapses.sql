-- Saboteur: what a worker has taken is its own for ever, also when it is dead.
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
            ('lease_operations', 'and (o.lease_until is null or o.lease_until <= v_now)',
             'and o.lease_until is null')
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
