-- Whatever plant_leases.sql took is anybody's again.
update holdfast.operation
set lease_until = clock_timestamp()
where status = 'PENDING' and lease_until > clock_timestamp() + interval '1 hour'
