-- The booking clock, and how many clients are connected to this database.
select holdfast.now(),
       (select count(*) from pg_stat_activity a
        where a.datname = current_database() and a.backend_type = 'client backend')
