-- What happened to reservations lately, by event and state: the log is read back from its end, so many at a time, until
-- it is older than asked for or p_most were read. Its index is by transaction, whose order is that of time but for moments.
create or replace function holdfast.recent_events(p_within interval, p_most integer) returns table (
    o_event text,
    o_to_state text,
    o_count bigint,
    o_over interval -- what the counts cover: less than p_within when more than p_most happened in it
)
language plpgsql volatile
set enable_seqscan = off -- how few rows lie past a place the planner cannot know
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_page constant integer := 1000;
    v_now timestamptz := holdfast.now();
    v_from timestamptz := v_now - p_within;
    v_xid xid8 := '18446744073709551615';
    v_seq bigint := 9223372036854775807;
    v_at timestamptz;
    v_read integer := 0;
begin
    loop
        select e.xid, e.seq, e.at into v_xid, v_seq, v_at
        from holdfast.reservation_event e
        where (e.xid, e.seq) < (v_xid, v_seq)
        order by e.xid desc, e.seq desc
        offset v_page - 1
        limit 1;
        if not found then
            v_xid := '0';
            v_seq := 0;
            exit;
        end if;
        exit when v_at < v_from;
        v_read := v_read + v_page;
        if v_read >= p_most then
            v_from := v_at;
            exit;
        end if;
    end loop;
    return query
        select e.event, e.to_state, count(*), v_now - v_from
        from holdfast.reservation_event e
        where (e.xid, e.seq) >= (v_xid, v_seq) and e.at >= v_from
        group by e.event, e.to_state
        order by e.event, e.to_state;
end
$$;
