-- Money: what each party of a reservation has authorized, what the gateway has of it, and the operations that move it.

-- More that can happen to a reservation: people may give it time, and admins may end it wherever it is stuck.
insert into holdfast.transition (from_state, event, to_state) values
    ('HELD', 'extend', 'HELD'),
    ('VENDOR_CONFIRMED', 'extend', 'VENDOR_CONFIRMED'),
    ('VENDOR_AUTHORIZED', 'extend', 'VENDOR_AUTHORIZED'),
    ('AUTHORIZED_BOTH', 'extend', 'AUTHORIZED_BOTH'),
    ('HELD', 'force_release', 'RELEASED'),
    ('VENDOR_CONFIRMED', 'force_release', 'RELEASED'),
    ('VENDOR_AUTHORIZED', 'force_release', 'RELEASED'),
    ('AUTHORIZED_BOTH', 'force_release', 'RELEASED'),
    ('COMMITTING', 'force_release', 'RELEASED');

-- What holds for everybody's money. One row.
create table holdfast.money_policy (
    only_row boolean primary key default true check (only_row),
    -- What happens to a commit whose worker died: unwind it, or finish it if it still stands.
    dead_commit text not null default 'compensate' check (dead_commit in ('compensate', 'roll_forward')),
    -- An authorization is not waited for up to the moment it lapses.
    authorization_margin interval not null default '1 minute' check (authorization_margin >= interval '0'),
    -- Marks our intents at the gateway, which other installations may share.
    environment uuid not null default gen_random_uuid()
);
insert into holdfast.money_policy default values;

-- One party's part of a reservation, from the moment its authorization is planned. As the gateway last told it.
create table holdfast.payment (
    reservation_id uuid not null,
    party text not null check (party in ('vendor', 'requester')),
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    payment_method text not null check (length(payment_method) between 1 and 255), -- the gateway's name of it, never a card
    intent_id text check (length(intent_id) between 1 and 255), -- null: none is known
    intent_status text,
    authorized_minor bigint not null default 0 check (authorized_minor >= 0),
    captured_minor bigint not null default 0 check (captured_minor >= 0),
    refunded_minor bigint not null default 0 check (refunded_minor >= 0), -- refunds that succeeded
    capture_before timestamptz, -- when the authorization lapses, in the gateway's time
    changed_at timestamptz not null,
    primary key (reservation_id, party),
    check (refunded_minor <= captured_minor)
) with (fillfactor = 80);
create unique index payment_by_intent on holdfast.payment (intent_id) where intent_id is not null;

-- What is owed to the gateway. Planned in the transaction that needs it, performed outside of any, recorded under its fence.
create table holdfast.operation (
    id uuid primary key,
    kind text not null check (kind in ('authorize', 'commit', 'unwind', 'void')),
    reservation_id uuid, -- null: an intent that belongs to none of ours
    party text check (party in ('vendor', 'requester')),
    intent_id text, -- of a void: an intent nobody needs
    status text not null default 'PENDING' check (status in ('PENDING', 'DONE', 'FAILED', 'SUPERSEDED', 'DEAD')),
    outcome text, -- how it ended, for people and answers: authorized, declined, ...
    detail text,  -- the gateway's word for it
    version integer, -- of the reservation's event that its result caused
    planned_at timestamptz not null, -- booking time
    finished_at timestamptz,
    actor text not null,
    trace_id text not null,
    -- The work, in real time.
    opened_at timestamptz not null default clock_timestamp(), -- or opened again
    fence bigint not null default 0,  -- rises with every lease, and when running work must not count any more
    attempts integer not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    sent_at timestamptz,  -- first leased: from then on the gateway may know its idempotency key
    tried_at timestamptz, -- last leased
    key_round integer not null default 0, -- idempotency keys before it are spent, without effect
    lease_owner uuid,
    lease_until timestamptz,
    -- An admin wants the reservation released as soon as its commit's outcome is known.
    release_actor text,
    release_trace_id text,
    release_reason text,
    constraint operation_once unique nulls not distinct (reservation_id, kind, party, intent_id),
    check ((kind = 'void') = (intent_id is not null)),
    check (kind = 'void' or (reservation_id is not null and (party is null) = (kind = 'commit'))),
    check ((lease_owner is null) = (lease_until is null)),
    check (status = 'PENDING' or lease_owner is null)
) with (fillfactor = 70);
create index operation_due on holdfast.operation (due_at, id) where status = 'PENDING';
create index operation_dead on holdfast.operation (id) where status = 'DEAD';
create index operation_planned on holdfast.operation (planned_at, id);

-- What was asked of the gateway, and what it said. Bounded per attempt by the caller; never a secret, never a card.
create table holdfast.gateway_call (
    id bigint generated always as identity primary key,
    operation_id uuid not null,
    reservation_id uuid,
    at timestamptz not null, -- booking time
    method text not null,
    path text not null,
    status integer, -- null: no answer
    error text,
    request_id text,
    replayed boolean not null default false,
    took_ms integer not null check (took_ms >= 0)
);
create index gateway_call_by_operation on holdfast.gateway_call (operation_id, id);
create index gateway_call_by_reservation on holdfast.gateway_call (reservation_id, id);

-- A command that plans an operation is answered by it.
alter table holdfast.command_key add column operation_id uuid;

-- Capacity that another system has taken.
create table holdfast.external_booking (
    id uuid primary key,
    slot_id uuid not null references holdfast.slot,
    owner_id uuid not null, -- who told: a partner, or a person's token
    external_ref text not null check (length(external_ref) between 1 and 255),
    quantity integer not null check (quantity > 0),
    fingerprint bytea not null check (length(fingerprint) = 32),
    slot_version bigint not null, -- after it
    at timestamptz not null,
    unique (owner_id, external_ref)
);
create index external_booking_by_slot on holdfast.external_booking (slot_id, id);

-- What the gateway told us of itself: hints. Stored once by the event's id; processing asks the gateway.
create table holdfast.webhook_event (
    id text primary key check (length(id) between 1 and 255),
    type text not null,
    intent_id text, -- that it is about; null: none
    created_at timestamptz not null, -- at the gateway
    received_at timestamptz not null default clock_timestamp(),
    status text not null default 'PENDING' check (status in ('PENDING', 'DONE', 'IGNORED', 'DEAD')),
    reservation_id uuid, -- found when it was processed
    detail text,
    attempts integer not null default 0,
    fence bigint not null default 0,
    due_at timestamptz not null default clock_timestamp(),
    lease_owner uuid,
    lease_until timestamptz,
    processed_at timestamptz
) with (fillfactor = 70);
create index webhook_event_due on holdfast.webhook_event (due_at, id) where status = 'PENDING';
create index webhook_event_by_reservation on holdfast.webhook_event (reservation_id) where reservation_id is not null;

-- The log of what happened at the gateway is told, not changed.
create trigger gateway_call_append_only before update or delete on holdfast.gateway_call
    for each row execute function holdfast.refuse_change();
