-- Saboteur: a hold reads how much is free without locking the slot, so that two sessions can both take the last place. The
-- constraint that would catch it goes too.
do $saboteur$
declare
    v_definition text;
    v_sabotaged text;
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    select pg_get_functiondef(oid) into strict v_definition
    from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = 'hold_batch';
    v_sabotaged := replace(v_definition, 'for no key update', '');
    if v_sabotaged = v_definition then
        raise exception 'the saboteur does not fit: hold_batch has no "for no key update"';
    end if;
    execute v_sabotaged;
    alter table holdfast.slot drop constraint slot_not_oversold;
end
$saboteur$;
