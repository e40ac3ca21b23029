-- Saboteur: what was asked for before the deadline and answered after it does not count.
select pg_temp.sabotage('grace', 'interval ''5 seconds''', 'interval ''0 seconds''');
