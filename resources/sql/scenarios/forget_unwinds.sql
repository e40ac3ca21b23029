-- $1: reservation. Loses what was planned to give its money back; how many operations that were.
with lost as (
    delete from holdfast.operation where reservation_id = $1::uuid and kind = 'unwind' and lease_owner is null returning id
)
select count(*) from lost
