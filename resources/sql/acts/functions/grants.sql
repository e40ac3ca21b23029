-- Who may do what in the database. Applied after all other functions, whenever one of them or the schema has changed.
-- A viewer reads everything but the hashes of secrets; an operator and an admin may call their acts; nobody writes.
revoke all on schema holdfast from public;
revoke all on all tables in schema holdfast from public;
revoke all on all sequences in schema holdfast from public;
revoke all on all routines in schema holdfast from public;

grant usage on schema holdfast to holdfast_viewer;
grant select on all tables in schema holdfast to holdfast_viewer;
revoke select on holdfast.api_key, holdfast.access_token, holdfast.act_key from holdfast_viewer;
grant select (partner_id, created_at, revoked_at) on holdfast.api_key to holdfast_viewer;
grant select (name, role, created_at, revoked_at) on holdfast.access_token to holdfast_viewer;

-- What reading takes.
grant execute on function
    holdfast.now(),
    holdfast.grace(),
    holdfast.recent_events(interval, integer),
    holdfast.sessions(),
    holdfast.slow_statements(integer),
    holdfast.stuck(interval, integer),
    holdfast.audit_hash(holdfast.audit_entry),
    holdfast.verify_audit(bigint, bytea)
to holdfast_viewer;

grant execute on function
    holdfast.act_release(uuid, integer, text, text, text, text),
    holdfast.act_extend(uuid, integer, interval, text, text, text, text),
    holdfast.act_void(uuid, integer, text, text, text, text),
    holdfast.act_note(uuid, text, text, text, text),
    holdfast.act_claim(uuid, integer, text, text, text, text),
    holdfast.act_unclaim(uuid, integer, text, text, text, text),
    holdfast.act_retry(uuid, bigint, text, text, text, text),
    holdfast.act_retry_webhook(text, text, text, text, text),
    holdfast.act_reconcile(boolean, text, text, text, text),
    holdfast.act_repair(uuid[], uuid[], text, text, text, text)
to holdfast_operator;

grant execute on function
    holdfast.act_force_release(uuid, integer, text, text, text, text),
    holdfast.act_force_release_many(uuid[], integer[], text[], text, text, text, text)
to holdfast_admin;
