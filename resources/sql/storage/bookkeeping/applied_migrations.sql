select version, checksum from holdfast.schema_migration order by version
