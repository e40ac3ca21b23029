-- $1: reservation; $2: kind; each null: any. Operations that nobody has brought to their end.
select count(*) from holdfast.operation
where status = 'PENDING' and ($1::uuid is null or reservation_id = $1::uuid) and ($2::text is null or kind = $2)
