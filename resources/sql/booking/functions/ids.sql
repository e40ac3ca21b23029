-- A UUID of version 7 for rows that SQL makes itself: in order of time, as those of the nodes.
create or replace function holdfast.new_id() returns uuid
language sql volatile parallel safe as $$
    select encode(set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
        52, 1), 53, 1), 'hex')::uuid
$$;
