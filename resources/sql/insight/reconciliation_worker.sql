-- Whether a worker is there that performs reconciliations. One of before they said so counts.
select exists (select from holdfast.component c
               where c.kind = 'repair' and c.seen_at > clock_timestamp() - interval '5 seconds'
                 and coalesce((c.metrics ->> 'reconciles')::numeric, 1) > 0)
