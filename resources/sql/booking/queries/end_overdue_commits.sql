-- $1 limit, $2 actor, $3 trace id
select holdfast.end_overdue_commits($1::integer, $2::text, $3::text)
