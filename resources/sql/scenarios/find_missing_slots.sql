-- $1: slot ids. Those that do not exist.
select wanted.id from unnest($1::uuid[]) as wanted (id)
where not exists (select from holdfast.slot s where s.id = wanted.id)
