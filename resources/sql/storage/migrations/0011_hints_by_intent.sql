-- One look at an intent follows every hint about it that came before.
create index webhook_event_by_intent on holdfast.webhook_event (intent_id) where status = 'PENDING';
