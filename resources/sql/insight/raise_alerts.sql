-- $1 interval: for how long is too long
select o_raised, o_cleared, o_open from holdfast.raise_alerts($1::interval)
