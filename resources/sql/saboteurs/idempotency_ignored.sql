-- Saboteur: the keys of creations are ignored, so that the same request twice makes two holds. The constraint that keeps
-- them unique goes too, and what relies on it.
do $saboteur$
declare
    v_definition text;
    v_sabotaged text;
    v_step record;
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    select pg_get_functiondef(oid) into strict v_definition
    from pg_proc where pronamespace = 'holdfast'::regnamespace and proname = 'hold_batch';
    for v_step in
        select * from (values
            ('creation_key = c.key', 'creation_key = c.key and false'),
            ('creation_key = p_keys[c.ordinal]', 'creation_key = p_keys[c.ordinal] and false'),
            ('on conflict on constraint reservation_creation_key do nothing', '')
        ) as v (expected, instead)
    loop
        v_sabotaged := replace(v_definition, v_step.expected, v_step.instead);
        if v_sabotaged = v_definition then
            raise exception 'the saboteur does not fit: hold_batch has no "%"', v_step.expected;
        end if;
        v_definition := v_sabotaged;
    end loop;
    execute v_definition;
    alter table holdfast.reservation drop constraint reservation_creation_key;
end
$saboteur$;
