-- What people do and the record of it, what they should look at, and what a reconciliation was asked for and found.

-- The record --------------------------------------------------------------------------------------------------------

-- One entry per act, each with the hash of the one before it.
create table holdfast.audit_entry (
    seq bigint primary key check (seq > 0), -- without gaps
    at timestamptz not null,                -- booking time
    actor text not null,
    role text not null,
    act text not null,
    target text not null,                   -- 'reservation/ID', 'operation/ID', 'webhook/ID', 'reconciliation/ID'
    reservation_id uuid,                    -- whose story it belongs to
    reason text,
    trace_id text not null,
    detail jsonb not null,
    previous_hash bytea not null check (length(previous_hash) = 32), -- zeros for the first
    hash bytea not null check (length(hash) = 32)                    -- holdfast.audit_hash(): over all of the above
);
create index audit_entry_by_reservation on holdfast.audit_entry (reservation_id, seq) where reservation_id is not null;

-- The last of them, locked by whoever adds one.
create table holdfast.audit_head (
    only_row boolean primary key default true check (only_row),
    count bigint not null default 0 check (count >= 0),
    hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32)
);
insert into holdfast.audit_head default values;

create trigger audit_entry_append_only before update or delete on holdfast.audit_entry
    for each row execute function holdfast.refuse_change();
create trigger audit_entry_never_truncated before truncate on holdfast.audit_entry
    for each statement execute function holdfast.refuse_change();

-- What a person wrote about a reservation.
create table holdfast.note (
    id uuid primary key,
    reservation_id uuid not null,
    at timestamptz not null, -- booking time
    actor text not null,
    role text not null,
    body text not null check (length(body) between 1 and 4000),
    trace_id text not null
);
create index note_by_reservation on holdfast.note (reservation_id, at, id);
create trigger note_append_only before update or delete on holdfast.note
    for each row execute function holdfast.refuse_change();

-- Idempotency keys of people's requests, each with its answer.
create table holdfast.act_key (
    owner_id uuid not null, -- the token's
    key text not null check (length(key) between 1 and 255),
    fingerprint bytea not null check (length(fingerprint) = 32),
    status integer, -- with the answer: null only inside the transaction that claims the key
    answer text,
    created_at timestamptz not null default clock_timestamp(),
    primary key (owner_id, key)
);
create index act_key_by_age on holdfast.act_key (created_at);

-- What to look at -----------------------------------------------------------------------------------------------------

-- Something is stuck: raised when it was first seen to be, cleared when it was not any more.
create table holdfast.alert (
    id bigint generated always as identity primary key,
    reason text not null,
    subject text not null, -- as an audit entry's target
    reservation_id uuid,
    operation_id uuid,
    since timestamptz not null, -- booking time, as the other times of this table
    at_risk_minor bigint not null,
    currency text,
    detail text,
    raised_at timestamptz not null,
    cleared_at timestamptz
);
create unique index alert_open on holdfast.alert (reason, subject) where cleared_at is null;
create index alert_by_reservation on holdfast.alert (reservation_id, id) where reservation_id is not null;

create index payment_uncaptured on holdfast.payment (reservation_id) where intent_status = 'requires_capture';
create index webhook_event_dead on holdfast.webhook_event (received_at, id) where status = 'DEAD';

-- The gateway's books against ours ---------------------------------------------------------------------------------------

-- A request that a worker performs, and how far it is.
create table holdfast.reconciliation (
    id uuid primary key default gen_random_uuid(),
    requested_by text not null,
    requested_at timestamptz not null default clock_timestamp(), -- real time, as the other times of this table
    repair boolean not null default false, -- also put right what is safe
    status text not null default 'REQUESTED' check (status in ('REQUESTED', 'RUNNING', 'DONE', 'FAILED')),
    progress text, -- for people
    started_at timestamptz,
    finished_at timestamptz,
    error text,
    lease_owner uuid,
    lease_until timestamptz,
    check ((finished_at is not null) = (status in ('DONE', 'FAILED')))
);
create index reconciliation_by_time on holdfast.reconciliation (requested_at, id);
create index reconciliation_open on holdfast.reconciliation (requested_at, id) where status in ('REQUESTED', 'RUNNING');

-- What does not agree.
create table holdfast.discrepancy (
    id uuid primary key default gen_random_uuid(),
    reconciliation_id uuid not null references holdfast.reconciliation,
    class text not null check (class in (
        'INTENT_WITHOUT_RESERVATION', 'RESERVATION_WITHOUT_INTENT', 'CAPTURED_NOT_CONFIRMED', 'CONFIRMED_NOT_CAPTURED',
        'AMOUNT_MISMATCH', 'CURRENCY_MISMATCH', 'AUTHORIZATION_EXPIRING')),
    severity text not null generated always as (case class
        when 'AUTHORIZATION_EXPIRING' then 'MEDIUM'
        when 'INTENT_WITHOUT_RESERVATION' then 'HIGH'
        else 'CRITICAL' end) stored,
    intent_id text,
    reservation_id uuid,
    party text check (party in ('vendor', 'requester')),
    expected text,
    observed text,
    amount_minor bigint,
    currency text,
    repair text not null check (repair in ('SAFE', 'PERSON')), -- who may put it right
    repaired_at timestamptz,
    repair_outcome text,
    check (intent_id is not null or reservation_id is not null)
);
create index discrepancy_by_reconciliation on holdfast.discrepancy (reconciliation_id, id);
create index discrepancy_by_reservation on holdfast.discrepancy (reservation_id) where reservation_id is not null;
