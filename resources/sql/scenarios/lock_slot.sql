-- $1 uuid: a slot, locked as a write to it locks it, until the transaction ends.
select from holdfast.slot where id = $1::uuid for no key update
