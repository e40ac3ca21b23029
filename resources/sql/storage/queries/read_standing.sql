-- Whether this is a sandbox, by its name, and how far its clock was moved.
select (select name from holdfast.sandbox), offset_by::text, offset_by = '0' from holdfast.clock
