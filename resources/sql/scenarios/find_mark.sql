-- The name of the sandbox this database is marked as.
select name from holdfast.sandbox
