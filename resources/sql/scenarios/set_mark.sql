-- $1: name. Only a database just copied for a sandbox is ever marked.
insert into holdfast.sandbox (name) values ($1)
