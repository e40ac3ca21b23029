-- One component's word for this second.
-- $1 uuid; $2 text: kind; $3 text: host; $4 integer: pid; $5 boolean: healthy; $6 text: detail; $7 jsonb: metrics;
-- $8 timestamptz: started at, null the first time
insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy, detail, metrics)
values ($1::uuid, $2::text, $3::text, $4::integer, coalesce($8::timestamptz, clock_timestamp()), clock_timestamp(),
        $5::boolean, $6::text, $7::jsonb)
on conflict (id) do update
set seen_at = excluded.seen_at, healthy = excluded.healthy, detail = excluded.detail, metrics = excluded.metrics
returning started_at
