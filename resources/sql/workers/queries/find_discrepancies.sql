-- $1 limit
select distinct o_intent, o_reservation from holdfast.find_discrepancies(null, null, $1::integer)
