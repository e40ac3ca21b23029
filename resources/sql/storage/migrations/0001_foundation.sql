-- The booking domain: who books, what can be booked, what is booked, and everything that ever happened to it.

create extension if not exists btree_gist;

-- Time -------------------------------------------------------------------------------------------------------------

-- holdfast.now() is the wall clock plus this offset. Only a sandbox may move it, and only forward.
create table holdfast.clock (
    only_row boolean primary key default true check (only_row),
    offset_by interval not null default interval '0'
);
insert into holdfast.clock default values;

-- A row marks this database as a sandbox; the scenario runner refuses to touch one without it.
create table holdfast.sandbox (
    only_row boolean primary key default true check (only_row),
    name text not null,
    created_at timestamptz not null default clock_timestamp()
);

-- The state machine, mirrored from backend/core/reservation_state.h -------------------------------------------------

create table holdfast.state (
    name text primary key,
    in_flight boolean not null,
    terminal boolean not null,
    deadline interval, -- how long a reservation may stay here; configurable
    check (in_flight = (deadline is not null)),
    check (not (in_flight and terminal)),
    check (deadline > interval '0')
);
insert into holdfast.state (name, in_flight, terminal, deadline) values
    ('HELD', true, false, '10 minutes'),
    ('VENDOR_CONFIRMED', true, false, '30 minutes'),
    ('VENDOR_AUTHORIZED', true, false, '30 minutes'),
    ('AUTHORIZED_BOTH', true, false, '15 minutes'),
    ('COMMITTING', true, false, '15 minutes'),
    ('CONFIRMED', false, false, null),
    ('RELEASED', false, true, null),
    ('EXPIRED', false, true, null),
    ('CANCELLED', false, true, null),
    ('FAILED_VENDOR_AUTH', false, true, null),
    ('FAILED_REQUESTER_AUTH', false, true, null),
    ('FAILED_AVAILABILITY_CHANGED', false, true, null),
    ('FAILED_COMMIT', false, true, null);

create table holdfast.transition (
    from_state text not null references holdfast.state,
    event text not null,
    to_state text not null references holdfast.state,
    primary key (from_state, event)
);
insert into holdfast.transition (from_state, event, to_state) values
    ('HELD', 'confirm', 'CONFIRMED'),
    ('HELD', 'vendor_confirm', 'VENDOR_CONFIRMED'),
    ('HELD', 'requester_authorized', 'AUTHORIZED_BOTH'),
    ('HELD', 'requester_auth_failed', 'FAILED_REQUESTER_AUTH'),
    ('HELD', 'release', 'RELEASED'),
    ('HELD', 'expire', 'EXPIRED'),
    ('VENDOR_CONFIRMED', 'vendor_authorized', 'VENDOR_AUTHORIZED'),
    ('VENDOR_CONFIRMED', 'vendor_auth_failed', 'FAILED_VENDOR_AUTH'),
    ('VENDOR_CONFIRMED', 'release', 'RELEASED'),
    ('VENDOR_CONFIRMED', 'expire', 'EXPIRED'),
    ('VENDOR_AUTHORIZED', 'requester_authorized', 'AUTHORIZED_BOTH'),
    ('VENDOR_AUTHORIZED', 'requester_auth_failed', 'FAILED_REQUESTER_AUTH'),
    ('VENDOR_AUTHORIZED', 'release', 'RELEASED'),
    ('VENDOR_AUTHORIZED', 'expire', 'EXPIRED'),
    ('AUTHORIZED_BOTH', 'commit', 'COMMITTING'),
    ('AUTHORIZED_BOTH', 'availability_changed', 'FAILED_AVAILABILITY_CHANGED'),
    ('AUTHORIZED_BOTH', 'release', 'RELEASED'),
    ('AUTHORIZED_BOTH', 'expire', 'EXPIRED'),
    ('COMMITTING', 'committed', 'CONFIRMED'),
    ('COMMITTING', 'commit_failed', 'FAILED_COMMIT'),
    ('COMMITTING', 'availability_changed', 'FAILED_AVAILABILITY_CHANGED'),
    ('CONFIRMED', 'cancel', 'CANCELLED');

-- Who books ----------------------------------------------------------------------------------------------------------

create table holdfast.vendor (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    created_at timestamptz not null default clock_timestamp()
);

create table holdfast.partner (
    id uuid primary key,
    name text not null unique check (length(name) between 1 and 200),
    created_at timestamptz not null default clock_timestamp()
);

-- Keys and tokens are 256 random bits, so that a plain SHA-256 hides them; the text itself is shown once.
create table holdfast.api_key (
    key_hash bytea primary key check (length(key_hash) = 32),
    partner_id uuid not null references holdfast.partner,
    created_at timestamptz not null default clock_timestamp(),
    revoked_at timestamptz
);

create table holdfast.access_token (
    token_hash bytea primary key check (length(token_hash) = 32),
    name text not null check (length(name) between 1 and 200),
    role text not null check (role in ('viewer', 'tester', 'operator', 'admin')),
    created_at timestamptz not null default clock_timestamp(),
    revoked_at timestamptz
);

-- What can be booked ---------------------------------------------------------------------------------------------------

create table holdfast.slot (
    id uuid primary key,
    vendor_id uuid not null references holdfast.vendor,
    kind text not null check (kind in ('appointment', 'class', 'event')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    capacity integer not null,
    held integer not null default 0,
    confirmed integer not null default 0,
    external integer not null default 0, -- taken by another system; alone may push a slot over its capacity
    version bigint not null default 1,   -- counts every change, the API's ETag
    settlement text not null check (settlement in ('two_party', 'card', 'credit', 'free')),
    currency text check (currency ~ '^[A-Z]{3}$'),
    requester_amount_minor bigint not null default 0 check (requester_amount_minor >= 0),
    vendor_amount_minor bigint not null default 0 check (vendor_amount_minor >= 0),
    created_at timestamptz not null default clock_timestamp(),
    check (ends_at > starts_at),
    constraint slot_amounts_have_a_currency
        check (currency is not null or (requester_amount_minor = 0 and vendor_amount_minor = 0)),
    constraint slot_appointment_is_for_one check (kind <> 'appointment' or capacity = 1),
    constraint slot_counters_not_negative check (capacity > 0 and held >= 0 and confirmed >= 0 and external >= 0),
    -- Our own bookings alone never exceed the capacity, whatever another system does.
    constraint slot_not_oversold check (held + confirmed <= capacity),
    constraint slot_appointments_exclusive
        exclude using gist (vendor_id with =, tstzrange(starts_at, ends_at) with &&) where (kind = 'appointment')
) with (fillfactor = 70); -- counters change often: room for updates within the page
create index slot_by_vendor_and_time on holdfast.slot (vendor_id, starts_at, id);
create index slot_by_time on holdfast.slot (starts_at, id);

-- What is booked -------------------------------------------------------------------------------------------------------

-- The tables of the write path carry no foreign keys: their checks cost more than the rest of a hold, the functions lock
-- what they refer to, nothing here is ever deleted, and invariants look for dangling references.
create table holdfast.reservation (
    id uuid primary key, -- version 7, made by the node: inserts go to the index's right edge
    slot_id uuid not null,
    partner_id uuid not null,
    state text not null,
    quantity integer not null check (quantity > 0),
    version integer not null check (version > 0), -- that of its last event
    deadline timestamptz,                         -- exactly while in flight
    created_at timestamptz not null,
    changed_at timestamptz not null,
    creation_key text not null check (length(creation_key) between 1 and 255),
    creation_fingerprint bytea not null check (length(creation_fingerprint) = 32),
    partner_booking_ref text not null,
    requester_id text not null,
    lease_owner uuid, -- the worker that has taken this row, and until when in real time
    lease_until timestamptz,
    constraint reservation_deadline_while_in_flight check (case
        when state in ('HELD', 'VENDOR_CONFIRMED', 'VENDOR_AUTHORIZED', 'AUTHORIZED_BOTH', 'COMMITTING')
            then deadline is not null
        when state in ('CONFIRMED', 'RELEASED', 'EXPIRED', 'CANCELLED', 'FAILED_VENDOR_AUTH', 'FAILED_REQUESTER_AUTH',
                       'FAILED_AVAILABILITY_CHANGED', 'FAILED_COMMIT')
            then deadline is null
        else false end),
    constraint reservation_creation_key unique (partner_id, creation_key)
) with (fillfactor = 80);
create index reservation_by_deadline on holdfast.reservation (deadline, id) where deadline is not null;
create index reservation_by_slot on holdfast.reservation (slot_id, id);

-- The append-only story of every reservation; also the outbox. The answer a key is bound to is the event it caused.
create table holdfast.reservation_event (
    reservation_id uuid not null,
    version integer not null,
    seq bigint generated always as identity,
    xid xid8 not null default pg_current_xact_id(),
    event text not null,
    from_state text, -- null for the hold itself
    to_state text not null,
    deadline timestamptz, -- after the transition
    at timestamptz not null,
    actor text not null,
    trace_id text not null,
    reason text,
    primary key (reservation_id, version),
    check ((from_state is null) = (version = 1))
);
create index reservation_event_feed on holdfast.reservation_event (xid, seq);

-- Idempotency keys of every command but a creation, whose key is on its reservation.
create table holdfast.command_key (
    partner_id uuid not null,
    key text not null check (length(key) between 1 and 255),
    fingerprint bytea not null check (length(fingerprint) = 32),
    reservation_id uuid not null,
    version integer, -- of the event that is the answer; null only inside the transaction that claims the key
    created_at timestamptz not null default clock_timestamp(),
    primary key (partner_id, key)
);
create index command_key_by_age on holdfast.command_key (created_at);

create function holdfast.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'holdfast.% is append-only', tg_table_name using errcode = '55000';
end
$$;
create trigger reservation_event_append_only before update or delete on holdfast.reservation_event
    for each row execute function holdfast.refuse_change();
create trigger reservation_event_never_truncated before truncate on holdfast.reservation_event
    for each statement execute function holdfast.refuse_change();

create function holdfast.guard_clock() returns trigger language plpgsql as $$
begin
    if not exists (select from holdfast.sandbox) then
        raise exception 'only a sandbox may move the clock' using errcode = '55000';
    end if;
    if new.offset_by < old.offset_by then
        raise exception 'the clock never goes back' using errcode = '55000';
    end if;
    return new;
end
$$;
create trigger clock_moves_forward before update on holdfast.clock
    for each row execute function holdfast.guard_clock();

-- Who is running, and what they did ------------------------------------------------------------------------------------

create table holdfast.component (
    id uuid primary key,
    kind text not null, -- api, expiry, ...
    host text not null,
    pid integer not null,
    started_at timestamptz not null,
    seen_at timestamptz not null, -- real time, each second
    healthy boolean not null,
    detail text not null default '',
    metrics jsonb not null default '{}'
);
create index component_by_last_sight on holdfast.component (seen_at);

-- Each completed pass over everything due, so that "it should be gone by now" can be judged.
create table holdfast.sweep (
    id uuid primary key,
    kind text not null,
    cutoff timestamptz not null,  -- holdfast.now() when it began: everything due by then has been looked at
    completed_at timestamptz not null default clock_timestamp(),
    ended integer not null        -- reservations it ended
);
create index sweep_by_kind on holdfast.sweep (kind, cutoff);
