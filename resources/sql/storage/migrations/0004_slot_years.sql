-- Times are told in four digits of year: what could not be told again is not kept.
alter table holdfast.slot add constraint slot_within_written_years
    check (starts_at >= '0001-01-01T00:00:00Z' and ends_at < '10000-01-01T00:00:00Z');
