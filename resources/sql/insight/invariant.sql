-- How many rows an invariant's query finds, up to a bound, and the first of them in words.
-- $1 bigint: the bound; $2 bigint: how many to show
with found as materialized (
    select violation from (
{query}
    ) violations (violation)
    limit $1::bigint
)
select (select count(*) from found),
       array_to_json(array(select violation from found order by violation limit $2::bigint))::text
