-- $1 owner, $2 key, $3 status of the answer, $4 its body
update holdfast.act_key set status = $3::integer, answer = $4 where owner_id = $1::uuid and key = $2
