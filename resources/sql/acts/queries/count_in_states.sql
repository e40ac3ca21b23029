-- How many are in flight in these states, counted up to a bound. $1 states, $2 the bound
select count(*)
from (select from holdfast.reservation where deadline is not null and state = any ($1::text[]) limit $2::bigint) found
