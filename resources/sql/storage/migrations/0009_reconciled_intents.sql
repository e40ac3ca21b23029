-- The gateway's side of a reconciliation, while it is compared with ours. What is left of the last run is evidence.
create table holdfast.reconciled_intent (
    intent_id text primary key,
    reconciliation_id uuid not null references holdfast.reconciliation,
    status text not null,
    amount_minor bigint not null,
    currency text not null,
    captured_minor bigint not null,
    refunded_minor bigint not null,
    capture_before timestamptz,
    reservation_id uuid, -- as its metadata say
    party text,
    created_at timestamptz not null -- at the gateway
);
