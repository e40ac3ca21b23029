-- Some of the keys that are older than anybody repeats a request. $1 how old, $2 how many
delete from holdfast.act_key
where (owner_id, key) in (select owner_id, key from holdfast.act_key
                          where created_at < clock_timestamp() - $1::interval
                          order by created_at limit $2::bigint for update skip locked)
