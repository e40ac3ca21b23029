-- Saboteur: what was authorized and not captured is not given back. Whoever would find it by a second look does not
-- look for it either.
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
            ('plan_unwinds', 'join holdfast.payment p on p.reservation_id = c.reservation_id',
             'join holdfast.payment p on p.reservation_id = c.reservation_id and p.captured_minor > 0'),
            ('reopen_unwind', 'from holdfast.payment p where p.reservation_id = p_reservation',
             'from holdfast.payment p where p.reservation_id = p_reservation and p.captured_minor > 0')
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
