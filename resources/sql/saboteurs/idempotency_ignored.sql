-- Saboteur: the keys of creations are ignored, so that the same request twice makes two holds. The constraint that keeps
-- them unique goes too, and what relies on it.
select pg_temp.sabotage('hold_batch', 'creation_key = c.key', 'creation_key = c.key and false');
select pg_temp.sabotage('hold_batch', 'creation_key = p_keys[c.ordinal]', 'creation_key = p_keys[c.ordinal] and false');
select pg_temp.sabotage('hold_batch', 'on conflict on constraint reservation_creation_key do nothing', '');
alter table holdfast.reservation drop constraint reservation_creation_key;
