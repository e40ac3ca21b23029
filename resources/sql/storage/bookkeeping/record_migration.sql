-- $1 version, $2 name, $3 checksum
insert into holdfast.schema_migration (version, name, checksum) values ($1, $2, $3)
