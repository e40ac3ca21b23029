-- $1: id of the gateway's event, $2: type, $3: intent, $4: what went wrong. It was told, and could not be processed.
insert into holdfast.webhook_event (id, type, intent_id, created_at, received_at, status, detail, attempts, processed_at)
values ($1, $2, $3, holdfast.now() - interval '4 minutes', clock_timestamp(), 'DEAD', $4, 12, clock_timestamp())
