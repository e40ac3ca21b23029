-- The audit's chain is unbroken up to its head, and goes through its anchor.
-- $3 bigint, $4 hexadecimal digits: the anchor that is kept outside of the database, null without one
select problem from holdfast.verify_audit($3::bigint, decode($4::text, 'hex')) as problem
