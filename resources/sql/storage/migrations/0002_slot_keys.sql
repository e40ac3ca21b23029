-- Idempotency keys of requests that made a slot. A family of their own: a reservation may use the same key.
create table holdfast.slot_key (
    partner_id uuid not null references holdfast.partner,
    key text not null check (length(key) between 1 and 255),
    fingerprint bytea not null check (length(fingerprint) = 32),
    slot_id uuid not null references holdfast.slot deferrable initially deferred, -- made later in the same transaction
    created_at timestamptz not null default clock_timestamp(),
    primary key (partner_id, key)
);
create index slot_key_by_age on holdfast.slot_key (created_at);
