-- What the server's own statistics tell of this database. Each function runs with its owner's rights, so that a viewer sees
-- what concerns the database and not only its own sessions.

-- The statistics of statements need a library that the server loads at its start, and this. Where either is missing the rest
-- of the product does without.
do $$
begin
    create extension if not exists pg_stat_statements with schema public;
exception
    when insufficient_privilege or undefined_file or feature_not_supported then
        raise notice 'statements are not measured: %', sqlerrm;
end
$$;

-- The statements that took most of the server's time, all their calls together. Raises 0A000 where they are not measured.
create or replace function holdfast.slow_statements(p_most integer) returns table (
    o_id text,
    o_text text, -- values replaced by $1, $2, ...
    o_calls bigint,
    o_total_ms double precision,
    o_mean_ms double precision,
    o_max_ms double precision,
    o_deviation_ms double precision,
    o_rows bigint,
    o_blocks_hit bigint,
    o_blocks_read bigint
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_schema text;
begin
    select n.nspname into v_schema
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements';
    if not found then
        raise exception 'extension' using errcode = '0A000';
    end if;
    return query execute format(
        'select min(s.queryid)::text, left(s.query, 2000), sum(s.calls)::bigint, sum(s.total_exec_time),'
        ' sum(s.total_exec_time) / greatest(sum(s.calls), 1)::double precision, max(s.max_exec_time),'
        ' max(s.stddev_exec_time), sum(s.rows)::bigint, sum(s.shared_blks_hit)::bigint, sum(s.shared_blks_read)::bigint'
        ' from %I.pg_stat_statements s'
        ' where s.dbid = (select oid from pg_database where datname = current_database()) and s.query !~* ''password'''
        ' group by s.query order by 4 desc limit $1', v_schema)
        using p_most;
exception
    when object_not_in_prerequisite_state then
        raise exception 'library' using errcode = '0A000';
end
$$;

-- Who is connected to this database, by application and what it is doing.
create or replace function holdfast.sessions() returns table (
    o_application text,
    o_state text,   -- 'active', 'idle', 'idle in transaction', ...
    o_waits text,   -- what kind of thing the active ones wait for, null: nothing
    o_count bigint,
    o_oldest_ms bigint,     -- since the longest in this state came into it
    o_transaction_ms bigint -- since the oldest transaction among them began, null: none is open
)
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    select coalesce(nullif(a.application_name, ''), '(unnamed)'), coalesce(a.state, 'unknown'),
           case when a.state = 'active' then a.wait_event_type end, count(*),
           coalesce((max(extract(epoch from clock_timestamp() - a.state_change)) * 1000)::bigint, 0),
           (max(extract(epoch from clock_timestamp() - a.xact_start)) * 1000)::bigint
    from pg_stat_activity a
    where a.datname = current_database() and a.backend_type = 'client backend'
    group by 1, 2, 3
    order by 1, 2, 3
    limit 500
$$;
