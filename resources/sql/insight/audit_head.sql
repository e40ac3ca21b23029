select count, encode(hash, 'hex') from holdfast.audit_head
