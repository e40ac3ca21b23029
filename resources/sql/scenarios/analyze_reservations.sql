-- After so many rows at once: what autovacuum does within minutes.
analyze holdfast.reservation, holdfast.slot, holdfast.vendor
