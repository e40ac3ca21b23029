-- How far booking time is ahead of the wall clock, in milliseconds.
select (extract(epoch from offset_by) * 1000)::bigint from holdfast.clock
