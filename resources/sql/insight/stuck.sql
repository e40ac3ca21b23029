-- $1 interval: for how long is too long; $2 how many at most; $3 only for these reasons, null: for any. Those are chosen
-- from all that the function finds, 10,000 for each of seven reasons: the oldest of all may have other ones.
select s.o_reason, s.o_subject, s.o_reservation, s.o_operation, s.o_state, s.o_version, s.o_since, s.o_deadline, s.o_at_risk_minor,
       s.o_currency, s.o_detail, case when $3::text[] is null then s.o_matching else count(*) over () end, o.fence,
       c.actor
from holdfast.stuck($1::interval, case when $3::text[] is null then $2::integer else 70000 end) s
left join holdfast.operation o on o.id = s.o_operation
left join holdfast.claim c on c.reservation_id = s.o_reservation and c.until > holdfast.now()
where $3::text[] is null or s.o_reason = any ($3::text[])
order by s.o_since, s.o_subject, s.o_reason
limit $2::bigint
