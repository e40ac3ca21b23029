-- Who has been seen within the last minute. Times are the database's own.
select c.id, c.kind, c.host, c.pid, c.started_at,
       greatest(0, (extract(epoch from clock_timestamp() - c.seen_at) * 1000)::bigint),
       c.healthy, c.detail, c.metrics
from holdfast.component c
where c.seen_at > clock_timestamp() - interval '1 minute'
order by c.kind, c.started_at, c.id
