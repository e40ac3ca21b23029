-- $1: token, $2: name, $3: role
insert into holdfast.access_token (token_hash, name, role) values (sha256(convert_to($1, 'UTF8')), $2, $3)
