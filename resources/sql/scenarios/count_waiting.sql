-- Sessions of this database that wait for another one's lock at this moment.
select count(*) from pg_stat_activity
where datname = current_database() and backend_type = 'client backend' and wait_event_type = 'Lock'
