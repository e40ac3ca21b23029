-- $1 checksum
insert into holdfast.schema_functions (checksum) values ($1)
on conflict (only_row) do update set checksum = excluded.checksum, applied_at = clock_timestamp()
