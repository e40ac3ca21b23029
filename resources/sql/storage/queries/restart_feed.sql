-- After a restore into another cluster: transaction ids recorded there may lie in this cluster's future, where no reader
-- of the feed would look for a long time. They become this transaction's own; the order of seq stays.
do $$
begin
    if exists (select from holdfast.reservation_event where xid >= pg_current_xact_id()) then
        alter table holdfast.reservation_event disable trigger reservation_event_append_only;
        update holdfast.reservation_event set xid = pg_current_xact_id();
        alter table holdfast.reservation_event enable trigger reservation_event_append_only;
    end if;
end
$$;

-- What sweeps saw before says nothing about what is here now, and another cluster's snapshots mean nothing in this one.
delete from holdfast.sweep;
