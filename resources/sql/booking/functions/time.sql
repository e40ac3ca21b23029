-- Booking time: the wall clock plus the sandbox's offset. VOLATILE, so that it is read when it is called, after the
-- locks of the statement before it.
create or replace function holdfast.now() returns timestamptz
language sql volatile as $$
    select clock_timestamp() + offset_by from holdfast.clock
$$;

-- Moves booking time forward, in a sandbox only; returns the new time.
create or replace function holdfast.advance_clock(p_by interval) returns timestamptz
language plpgsql volatile as $$
begin
    update holdfast.clock set offset_by = offset_by + p_by;
    return holdfast.now();
end
$$;
