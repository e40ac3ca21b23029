-- Everything in flight, without a page.
select id, state, version, created_at, changed_at, deadline from holdfast.reservation where deadline is not null
