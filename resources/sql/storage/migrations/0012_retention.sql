-- What is kept for a while is found by its age.
create index webhook_event_by_age on holdfast.webhook_event (received_at) where status in ('DONE', 'IGNORED');
create index alert_by_age on holdfast.alert (cleared_at) where cleared_at is not null;
