-- $1: by how much
select holdfast.advance_clock($1::interval)
