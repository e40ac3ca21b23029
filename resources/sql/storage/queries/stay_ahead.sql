-- A sandbox's clock never goes back, whatever is restored into it.
-- $1 interval: how far it was moved
update holdfast.clock set offset_by = greatest(offset_by, $1::interval)
