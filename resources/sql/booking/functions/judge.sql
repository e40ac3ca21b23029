-- The rules themselves, apart from how they are reached: each function sees values only, never data, and gives the
-- error code of a refusal or null when the command may go ahead. Called twice per command: on a plain snapshot, where
-- a refusal is already final, and again under the locks, where an acceptance is.

create or replace function holdfast.judge_hold(
    p_kind text, -- of the slot; null when there is none
    p_free integer, -- capacity nobody has taken
    p_version bigint,
    p_quantity integer,
    p_expected_version bigint -- null: any
) returns text
language sql immutable parallel safe as $$
    select case
        when p_kind is null then 'SLOT_NOT_FOUND'
        when p_expected_version <> p_version then 'AVAILABILITY_CHANGED'
        when p_free < p_quantity then
            case p_kind
                when 'appointment' then 'SLOT_HELD'
                when 'class' then 'SLOT_FULL'
                else 'INSUFFICIENT_SEATS'
            end
    end
$$;

-- Whether the gateway will take the payments of so many places; backend/core/charge_limits.h has the same.
create or replace function holdfast.judge_charge(
    p_settlement text,
    p_currency text,
    p_quantity integer,
    p_requester_minor bigint, -- of one place
    p_vendor_minor bigint     -- likewise
) returns text
language sql immutable parallel safe as $$
    select case
        when p_quantity * case p_settlement when 'two_party' then greatest(p_requester_minor, p_vendor_minor)
                                            when 'card' then p_requester_minor end
             > case p_currency when 'IDR' then 999999999999 else 99999999 end
        then 'VALIDATION_FAILED'
    end
$$;

-- How long a payment accepted before the deadline may still bring its result after it.
create or replace function holdfast.grace() returns interval
language sql immutable parallel safe as $$
    select interval '5 seconds'
$$;

-- What a command makes happen at once; null when it only plans an operation.
create or replace function holdfast.event_of(p_verb text, p_settlement text) returns text
language sql immutable parallel safe as $$
    select case
        when p_verb in ('authorize_vendor', 'authorize_requester') then null
        when p_verb = 'confirm' and p_settlement in ('two_party', 'card') then 'commit'
        else p_verb
    end
$$;

-- Whose authorization a command asks for; null when it asks for none.
create or replace function holdfast.party_of(p_verb text) returns text
language sql immutable parallel safe as $$
    select case p_verb when 'authorize_vendor' then 'vendor' when 'authorize_requester' then 'requester' end
$$;

drop function if exists holdfast.judge_change(text, boolean, text, text, text, timestamptz, timestamptz);
create or replace function holdfast.judge_change(
    p_verb text,
    p_owned boolean, -- there is such a reservation and whoever asks may touch it; null means no
    p_state text,
    p_next_state text, -- by the transition table; null when there is none
    p_settlement text,
    p_authorization_planned boolean, -- of the party that the command is about, whatever became of it
    p_authorization_open boolean,    -- of either party
    p_deadline timestamptz,
    p_now timestamptz
) returns text
language sql immutable parallel safe as $$
    select case
        when p_owned is not true then 'RESERVATION_NOT_FOUND'
        when p_verb = 'expire' then
            case when p_next_state is null or p_deadline > p_now
                      or (p_authorization_open and p_deadline + holdfast.grace() > p_now) then 'NOT_DUE' end
        when p_state in ('RELEASED', 'EXPIRED') then 'RESERVATION_NOT_FOUND'
        -- Past its deadline a hold is gone, whether or not the sweeper has been there. A commit under way is not.
        when p_deadline <= p_now and p_state <> 'COMMITTING' then 'RESERVATION_NOT_FOUND'
        when p_verb in ('authorize_vendor', 'authorize_requester') then
            case when p_authorization_planned or (p_verb, p_settlement, p_state) not in (
                     ('authorize_vendor', 'two_party', 'VENDOR_CONFIRMED'),
                     ('authorize_requester', 'two_party', 'VENDOR_AUTHORIZED'),
                     ('authorize_requester', 'card', 'HELD')) then 'INVALID_STATE' end
        when p_next_state is null then 'INVALID_STATE'
        -- Only a reservation that owes nothing is confirmed in one step.
        when p_verb = 'confirm' and p_settlement = 'credit' then 'INVALID_STATE'
        when p_verb = 'vendor_confirm' and p_settlement <> 'two_party' then 'INVALID_STATE'
    end
$$;
