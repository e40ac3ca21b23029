-- A partner and its first API key. $1 partner id, $2 name, $3 the key's SHA-256
with partner as (
    insert into holdfast.partner (id, name) values ($1, $2) returning id
)
insert into holdfast.api_key (key_hash, partner_id)
select $3::bytea, id from partner
