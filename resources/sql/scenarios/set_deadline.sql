-- $1: state, $2: how many seconds a reservation may stay in it from now on. Returns what it was; those that are in it keep
-- the deadline they have.
with before as (
    select extract(epoch from deadline)::bigint as seconds from holdfast.state where name = $1
)
update holdfast.state
set deadline = $2::bigint * interval '1 second'
where name = $1 and in_flight
returning (select seconds from before)
