-- The mark of a sandbox that something was restored into.
-- $1 text: its name
insert into holdfast.sandbox (name) values ($1) on conflict (only_row) do update set name = excluded.name
