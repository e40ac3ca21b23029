-- Those that ended without a word, a day later.
delete from holdfast.component c
where c.seen_at < clock_timestamp() - interval '1 day'
