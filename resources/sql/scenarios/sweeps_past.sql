-- $1: a moment of booking time, in microseconds since 1970. The first passes over everything due by then.
select cutoff, completed_at, ended, left_behind from holdfast.sweep
where kind = 'expiry' and cutoff >= timestamptz '1970-01-01 00:00:00+00' + $1::bigint * interval '1 microsecond'
order by cutoff limit 10
