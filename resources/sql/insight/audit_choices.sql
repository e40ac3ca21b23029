-- Everybody who acted and whatever they did, by walking the indexes. $1 how many of each at most
with recursive actors as (
    (select e.actor from holdfast.audit_entry e order by e.actor limit 1)
    union all
    select (select e.actor from holdfast.audit_entry e where e.actor > a.actor order by e.actor limit 1)
    from actors a where a.actor is not null
), acts as (
    (select e.act from holdfast.audit_entry e order by e.act limit 1)
    union all
    select (select e.act from holdfast.audit_entry e where e.act > a.act order by e.act limit 1)
    from acts a where a.act is not null
)
(select 'actor', actor from actors where actor is not null limit $1::bigint)
union all
(select 'act', act from acts where act is not null limit $1::bigint)
