-- Old keys are forgotten.
create index slot_key_by_age on holdfast.slot_key (created_at);
