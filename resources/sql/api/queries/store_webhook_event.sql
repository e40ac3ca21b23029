-- Once by the event's id, however often it is delivered. $1 id, $2 type, $3 intent or null, $4 created at
insert into holdfast.webhook_event (id, type, intent_id, created_at) values ($1, $2, $3, $4::timestamptz)
on conflict (id) do nothing
