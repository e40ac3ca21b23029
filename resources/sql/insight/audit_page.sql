-- The newest entries first, in bounded steps. $1 bigint: before this one, null for the newest; $2 how many; $3 actor;
-- $4 act; $5 target; $6 uuid: whose story; $7 from, $8 until; $9 text, without case; each null for any; $10 how many entries
-- are looked at, which the text alone may leave few of. Times follow the numbers but for a clock that was put back.
with looked_at as materialized (
    select e.*
    from holdfast.audit_entry e
    where ($1::bigint is null or e.seq < $1::bigint)
      and ($3::text is null or e.actor = $3::text)
      and ($4::text is null or e.act = $4::text)
      and ($5::text is null or e.target = $5::text)
      and ($6::uuid is null or e.reservation_id = $6::uuid)
      and ($7::timestamptz is null
           or (e.at >= $7::timestamptz
               and e.seq >= (select b.seq from holdfast.audit_entry b where b.at >= $7::timestamptz - interval '1 hour'
                             order by b.at, b.seq limit 1)))
      and ($8::timestamptz is null
           or (e.at < $8::timestamptz
               and e.seq <= (select b.seq from holdfast.audit_entry b where b.at < $8::timestamptz + interval '1 hour'
                             order by b.at desc, b.seq desc limit 1)))
    order by e.seq desc
    limit $10::bigint
), found as (
    select l.*
    from looked_at l
    where $9::text is null
       or position(lower($9::text) in lower(concat_ws(' ', l.actor, l.act, l.target, l.reservation_id, l.reason, l.trace_id, l.detail))) > 0
    order by l.seq desc
    limit $2::bigint
)
select f.seq, f.at, f.actor, f.role, f.act, f.target, f.reservation_id, coalesce(f.reason, ''), f.trace_id, f.detail::text,
       encode(f.hash, 'hex'), encode(f.previous_hash, 'hex'), b.last, b.looked_at
from (select min(l.seq) as last, count(*) as looked_at from looked_at l) b
left join found f on true
order by f.seq desc
