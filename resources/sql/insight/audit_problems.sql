-- $1 bigint, $2 hexadecimal digits: the anchor, null without one; $3 how many at most
select problem from holdfast.verify_audit($1::bigint, decode($2, 'hex')) as problem limit $3::bigint
