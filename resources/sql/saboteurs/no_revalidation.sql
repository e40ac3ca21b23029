-- Saboteur: a commit no longer asks whether the place is still there.
select pg_temp.sabotage('still_available',
    'from holdfast.slot s where s.id = p_slot',
    'or true from holdfast.slot s where s.id = p_slot');
