-- A repair of what a person selected, and an audit that is found by who, what and when.

-- The intents to be looked at, and nothing else; null: all there are.
alter table holdfast.reconciliation add column intents text[] check (cardinality(intents) between 1 and 2000);

create index discrepancy_unrepaired on holdfast.discrepancy (intent_id) where intent_id is not null and repaired_at is null;

create index audit_entry_by_actor on holdfast.audit_entry (actor, seq);
create index audit_entry_by_act on holdfast.audit_entry (act, seq);
create index audit_entry_by_target on holdfast.audit_entry (target, seq);
create index audit_entry_by_time on holdfast.audit_entry (at, seq);

-- What has been raised since, the newest first.
create index alert_open_by_id on holdfast.alert (id) where cleared_at is null;
