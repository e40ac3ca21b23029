-- $1: a moment of booking time, in microseconds since 1970. Passes over everything due by then that left nothing behind.
select count(*) from holdfast.sweep
where kind = 'expiry' and left_behind = 0
  and cutoff >= timestamptz '1970-01-01 00:00:00+00' + $1::bigint * interval '1 microsecond'
