-- $1: reservation, $2: party, $3: by how much its amount is to be wrong. Returns its intent.
update holdfast.payment set amount_minor = amount_minor + $3::bigint
where reservation_id = $1::uuid and party = $2
returning intent_id
