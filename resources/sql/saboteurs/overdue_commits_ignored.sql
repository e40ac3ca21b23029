-- Saboteur: a commit past its deadline that nobody is at work on stays as it is.
select pg_temp.sabotage('end_overdue_commits', 'where w.deadline <= v_now and', 'where false and');
