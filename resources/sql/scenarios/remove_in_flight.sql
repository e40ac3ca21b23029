-- $1: name of the partner whose reservations, loaded by load_in_flight, go again, with their slots
with gone as (
    delete from holdfast.reservation
    where partner_id = (select id from holdfast.partner where name = $1)
    returning slot_id
)
delete from holdfast.slot where id in (select slot_id from gone)
