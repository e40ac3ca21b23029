-- What a key is bound to. $1 owner, $2 key, $3 fingerprint
select fingerprint = $3::bytea, status, answer from holdfast.act_key where owner_id = $1::uuid and key = $2
