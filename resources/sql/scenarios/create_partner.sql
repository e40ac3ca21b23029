-- $1: id, $2: name, $3: its key
with partner as (
    insert into holdfast.partner (id, name) values ($1::uuid, $2) returning id
)
insert into holdfast.api_key (key_hash, partner_id) select sha256(convert_to($3, 'UTF8')), id from partner
