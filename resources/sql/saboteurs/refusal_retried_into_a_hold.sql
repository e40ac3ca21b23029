-- Saboteur: who was refused once and comes again under the same key gets a hold, room or not. The constraint that
-- would catch it goes too.
select pg_temp.sabotage('hold_batch',
    'elsif r.refusal is not null then',
    'elsif r.refusal is not null and not exists (select from holdfast.sabotage_refused f
                                where f.partner_id = p_partners[r.ordinal] and f.key = p_keys[r.ordinal]) then
            insert into holdfast.sabotage_refused values (p_partners[r.ordinal], p_keys[r.ordinal]) on conflict do nothing;');
select pg_temp.sabotage('hold_batch',
    'elsif v_refusal is not null then',
    'elsif v_refusal is not null and not exists (select from holdfast.sabotage_refused f
                                where f.partner_id = p_partners[r.ordinal] and f.key = p_keys[r.ordinal]) then');
create table holdfast.sabotage_refused (partner_id uuid, key text, primary key (partner_id, key));
alter table holdfast.slot drop constraint slot_not_oversold;
