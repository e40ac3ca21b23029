-- After a migration the functions are applied once more, by whoever comes first: they also grant what it made.
delete from holdfast.schema_functions
