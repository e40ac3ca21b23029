-- A page of those chosen, in the order of the list: also when they were read backwards.
{row}
order by r.key {direction}, r.id {direction}
