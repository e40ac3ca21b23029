-- The highest role of this login, as holdfast.acting_as() sees it: who may do anything in the schema anyway is an admin.
select case when pg_has_role(session_user, n.nspowner, 'member') then 'admin'
            else (select t.role
                  from unnest(array['viewer', 'tester', 'operator', 'admin']) with ordinality as t (role, rank)
                  join pg_roles r on r.rolname = 'holdfast_' || t.role
                  where pg_has_role(session_user, r.oid, 'member')
                  order by t.rank desc
                  limit 1) end
from pg_namespace n
where n.nspname = 'holdfast'
