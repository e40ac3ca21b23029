-- $1 run, $2 intent, $3 trace id
select holdfast.record_selected($1::uuid, $2::text, $3::text)
