-- Saboteur: a hold no longer asks whether there is room. The constraint that would catch it goes too.
do $saboteur$
declare
    v_definition text := pg_get_functiondef('holdfast.judge_hold(text, integer, bigint, integer, bigint)'::regprocedure);
    v_sabotaged text := replace(v_definition, 'when p_free < p_quantity then', 'when false then');
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    if v_sabotaged = v_definition then
        raise exception 'the saboteur does not fit: judge_hold does not compare p_free with p_quantity as expected';
    end if;
    execute v_sabotaged;
    alter table holdfast.slot drop constraint slot_not_oversold;
end
$saboteur$;
