-- Saboteur: what is given back is not counted: a slot's counter stays where it was when its reservation is released.
select pg_temp.sabotage('take_steps', 'set held = s.held + t.held,', 'set held = s.held,');
