-- Saboteur: what a worker has taken is its own for ever, also when it is dead.
select pg_temp.sabotage('lease_operations',
    'and (o.lease_until is null or o.lease_until <= v_now)',
    'and o.lease_until is null');
