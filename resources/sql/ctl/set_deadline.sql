-- How long a reservation may stay in a state from now on; those that are in it keep the deadline they have.
-- $1 text: state; $2 bigint: seconds
update holdfast.state
set deadline = $2::bigint * interval '1 second'
where name = $1::text and in_flight
