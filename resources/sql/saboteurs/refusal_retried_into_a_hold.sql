-- Saboteur: who was refused once and comes again under the same key gets a hold, room or not. The constraint that
-- would catch it goes too.
do $saboteur$
declare
    v_definition text;
    v_sabotaged text;
    v_step record;
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'a saboteur is loaded into a sandbox only';
    end if;
    create table holdfast.sabotage_refused (partner_id uuid, key text, primary key (partner_id, key));
    for v_step in
        select * from (values
            ('hold_batch', 'elsif r.refusal is not null then',
             'elsif r.refusal is not null and not exists (select from holdfast.sabotage_refused f
                                where f.partner_id = p_partners[r.ordinal] and f.key = p_keys[r.ordinal]) then
            insert into holdfast.sabotage_refused values (p_partners[r.ordinal], p_keys[r.ordinal]) on conflict do nothing;'),
            ('hold_batch', 'elsif v_refusal is not null then',
             'elsif v_refusal is not null and not exists (select from holdfast.sabotage_refused f
                                where f.partner_id = p_partners[r.ordinal] and f.key = p_keys[r.ordinal]) then')
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
    alter table holdfast.slot drop constraint slot_not_oversold;
end
$saboteur$;
