-- How often repair has gone through what it looks after, by what the workers tell of themselves.
select coalesce(sum((metrics ->> 'passes')::numeric), 0)::bigint from holdfast.component where kind = 'repair'
