-- Tables of ours that are read from end to end although they are long, and indexes that nobody reads although they cost
-- something. Primary keys and unique indexes earn their keep by what they refuse.
-- $1 bigint: rows that make a table long; $2 bigint: bytes that make an index cost something; $3 bigint: how many at most
select kind, table_name, index_name, bytes, live_rows, scans, rows_read,
       (select greatest(d.stats_reset, pg_postmaster_start_time()) from pg_stat_database d where d.datname = current_database())
from (
    select 'SEQUENTIAL_SCANS' as kind, t.relname::text as table_name, '' as index_name, pg_table_size(t.relid) as bytes,
           t.n_live_tup as live_rows, t.seq_scan as scans, t.seq_tup_read as rows_read, t.seq_tup_read as weight
    from pg_stat_user_tables t
    where t.schemaname = 'holdfast' and t.seq_scan > 0 and t.n_live_tup >= $1::bigint
      and t.seq_tup_read / t.seq_scan >= $1::bigint
    union all
    select 'UNUSED_INDEX', i.relname::text, i.indexrelname::text, pg_relation_size(i.indexrelid), t.n_live_tup, i.idx_scan,
           i.idx_tup_read, pg_relation_size(i.indexrelid)
    from pg_stat_user_indexes i
    join pg_index x on x.indexrelid = i.indexrelid
    join pg_stat_user_tables t on t.relid = i.relid
    where i.schemaname = 'holdfast' and i.idx_scan = 0 and not x.indisunique and not x.indisexclusion
      and pg_relation_size(i.indexrelid) >= $2::bigint
) hints
order by kind, weight desc, table_name, index_name
limit $3::bigint
