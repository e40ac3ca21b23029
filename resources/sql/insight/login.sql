-- Whom this session is logged in as, and how much of Holdfast it meets. Runs against any database.
select session_user,
       exists (select from pg_namespace n where n.nspname = 'holdfast'),
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
               where n.nspname = 'holdfast' and c.relname = 'schema_migration'
                 and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
