-- Whom a secret belongs to, if anybody. $1 its SHA-256
select 'partner' as kind, p.id, p.name, '' as role
from holdfast.api_key k
join holdfast.partner p on p.id = k.partner_id
where k.key_hash = $1::bytea and k.revoked_at is null
union all
select 'token', null, name, role
from holdfast.access_token
where token_hash = $1::bytea and revoked_at is null
