-- The newest migration applied to this database
select coalesce(max(version), 0) from holdfast.schema_migration
