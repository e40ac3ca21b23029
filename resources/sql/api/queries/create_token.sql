-- A person's access token. $1 its SHA-256, $2 name, $3 role
insert into holdfast.access_token (token_hash, name, role) values ($1::bytea, $2, $3)
