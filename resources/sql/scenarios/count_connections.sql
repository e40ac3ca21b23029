-- Client sessions of this database, ours included.
select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
