select checksum from holdfast.schema_functions
