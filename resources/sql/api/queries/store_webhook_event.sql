-- Once by the event's id, however often it is delivered. Looked at a moment later: several events tell of one change, and
-- are answered together. $1 id, $2 type, $3 intent or null, $4 created at
insert into holdfast.webhook_event (id, type, intent_id, created_at, due_at)
values ($1, $2, $3, $4::timestamptz, clock_timestamp() + interval '500 milliseconds')
on conflict (id) do nothing
