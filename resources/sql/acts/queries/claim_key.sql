-- Binds a key to a request, in the transaction that performs it; whoever comes second waits here for the first one's end.
-- A row when the key is new. $1 owner, $2 key, $3 fingerprint
insert into holdfast.act_key (owner_id, key, fingerprint) values ($1::uuid, $2, $3::bytea)
on conflict do nothing
returning key
