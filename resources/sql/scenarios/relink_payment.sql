-- $1: reservation, $2: party, $3: the intent that it is said to have from now on, authorized. Returns the one it had.
with before as (
    select intent_id from holdfast.payment where reservation_id = $1::uuid and party = $2
)
update holdfast.payment set intent_id = $3, intent_status = 'requires_capture'
where reservation_id = $1::uuid and party = $2
returning (select intent_id from before)
