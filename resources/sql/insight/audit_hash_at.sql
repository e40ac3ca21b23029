-- $1 bigint: the number of an entry
select encode(hash, 'hex') from holdfast.audit_entry where seq = $1::bigint
