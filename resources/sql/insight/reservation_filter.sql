-- The statement is planned with its parameters' values, so that a filter that is off costs nothing and "in flight" is
-- the partial index on the deadline.
-- $1 text[]: states, null for all in flight; $2 boolean: only in flight; $3, $4 text: patterns for the vendor's and the
-- partner's name; $5 text: pattern for ids, references and requesters; $6 uuid: exactly this id instead, or everything in that slot;
-- $7 interval: deadline within; $8 interval: made longer ago; $9 timestamptz: holdfast.now(), read before because it is
-- volatile and could bound no index; $10 text: who has claimed it; $11 uuid: the slot; $12, $13 timestamptz: the slot starts
-- from, until before; $14 uuid: the vendor. Each but $2 and $9 may be null: any.
where (r.deadline is not null or not $2::boolean)
  and ($1::text[] is null or r.state = any ($1::text[]))
  and ($3::text is null or v.name ilike $3::text)
  and ($4::text is null or p.name ilike $4::text)
  and ($5::text is null or r.partner_booking_ref ilike $5::text or r.requester_id ilike $5::text
       or r.id::text like lower($5::text) or r.slot_id::text like lower($5::text))
  and ($6::uuid is null or r.id = $6::uuid or r.slot_id = $6::uuid)
  and ($7::interval is null or r.deadline <= $9::timestamptz + $7::interval)
  and ($8::interval is null or r.created_at <= $9::timestamptz - $8::interval)
  and ($10::text is null or r.id = any (array(
      select c.reservation_id from holdfast.claim c where c.actor = $10::text and c.until > $9::timestamptz)))
  and ($11::uuid is null or r.slot_id = $11::uuid)
  and ($12::timestamptz is null or s.starts_at >= $12::timestamptz)
  and ($13::timestamptz is null or s.starts_at < $13::timestamptz)
  and ($14::uuid is null or s.vendor_id = $14::uuid)
