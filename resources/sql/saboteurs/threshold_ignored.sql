-- Saboteur: whoever looks for what is stuck takes everything authorized for it, however short it waits.
select pg_temp.sabotage('stuck', '<= v_now - p_threshold', '<= v_now');
