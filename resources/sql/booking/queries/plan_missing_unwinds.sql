-- $1 reservation or null, $2 limit, $3 trace id
select o_last, o_planned from holdfast.plan_missing_unwinds($1::uuid, $2::integer, $3::text)
