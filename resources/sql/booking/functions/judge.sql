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

create or replace function holdfast.judge_change(
    p_event text,
    p_owned boolean, -- there is such a reservation and whoever asks may touch it; null means no
    p_state text,
    p_next_state text, -- by the transition table; null when there is none
    p_settlement text,
    p_deadline timestamptz,
    p_now timestamptz
) returns text
language sql immutable parallel safe as $$
    select case
        when p_owned is not true then 'RESERVATION_NOT_FOUND'
        when p_event = 'expire' then
            case when p_next_state is null or p_deadline > p_now then 'NOT_DUE' end
        when p_state in ('RELEASED', 'EXPIRED') then 'RESERVATION_NOT_FOUND'
        -- Past its deadline a hold is gone, whether or not the sweeper has been there. A commit under way is not.
        when p_deadline <= p_now and p_state <> 'COMMITTING' then 'RESERVATION_NOT_FOUND'
        when p_next_state is null then 'INVALID_STATE'
        -- Only a reservation that owes nothing is confirmed in one step.
        when p_event = 'confirm' and p_settlement <> 'free' then 'INVALID_STATE'
    end
$$;
