-- Saboteur: the expiry worker makes its passes, finds nothing to end, and says that nothing was left.
select pg_temp.sabotage('lease_due', 'where w.deadline <= p_cutoff', 'where false and w.deadline <= p_cutoff');
select pg_temp.sabotage('record_sweep', 'where w.deadline <= p_cutoff', 'where false and w.deadline <= p_cutoff');
