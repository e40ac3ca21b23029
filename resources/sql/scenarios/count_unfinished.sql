-- What has not come to its end: reservations in flight, operations open, operations given up.
select (select count(*) from holdfast.reservation r join holdfast.state n on n.name = r.state where n.in_flight) as in_flight,
       (select count(*) from holdfast.operation where status = 'PENDING') as open,
       (select count(*) from holdfast.operation where status = 'DEAD') as given_up
