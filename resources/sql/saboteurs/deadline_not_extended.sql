-- Saboteur: a vendor's confirmation gives no time; the reservation keeps the deadline of its hold.
select pg_temp.sabotage('take_steps',
    'coalesce(c.deadline, p_now + n.deadline)',
    'coalesce(c.deadline, case c.event when ''vendor_confirm'' then w.deadline else p_now + n.deadline end)');
