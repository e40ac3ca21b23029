-- The newest entries first. $1 bigint: before this one, null for the newest; $2 how many
select e.seq, e.at, e.actor, e.role, e.act, e.target, e.reservation_id, coalesce(e.reason, ''), e.trace_id, e.detail::text,
       encode(e.hash, 'hex')
from holdfast.audit_entry e
where $1::bigint is null or e.seq < $1::bigint
order by e.seq desc
limit $2::bigint
