-- Saboteur: a hold does not count what another system has taken of a slot.
select pg_temp.sabotage('hold_batch',
    'capacity - held - confirmed - external as free',
    'capacity - held - confirmed as free');
select pg_temp.sabotage('hold_batch',
    's.capacity - s.held - s.confirmed - s.external as free',
    's.capacity - s.held - s.confirmed as free');
