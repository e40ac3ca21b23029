-- What every saboteur is made with: for the session, a function that puts one text in place of another wherever a function of
-- the system has it. It refuses outside a sandbox, and when the text is not there: the saboteur was written for other code.
create or replace function pg_temp.sabotage(p_function text, p_expected text, p_instead text) returns void
language plpgsql as $$
declare
    v_definition text;
    v_sabotaged text;
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    select pg_get_functiondef(oid) into strict v_definition
    from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = p_function;
    v_sabotaged := replace(v_definition, p_expected, p_instead);
    if v_sabotaged = v_definition then
        raise exception 'the saboteur does not fit: % has no "%"', p_function, p_expected;
    end if;
    execute v_sabotaged;
end
$$;
