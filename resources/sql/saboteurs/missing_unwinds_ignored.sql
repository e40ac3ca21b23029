-- Saboteur: an ended reservation whose unwinds are lost keeps its money.
select pg_temp.sabotage('plan_missing_unwinds', 'where p.reservation_id = any (v_page)', 'where false');
