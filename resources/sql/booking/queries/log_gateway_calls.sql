-- $1 operation, $2 reservation or null, $3 methods, $4 paths, $5 statuses or nulls, $6 errors or nulls, $7 request ids or nulls,
-- $8 whether replayed, $9 milliseconds
insert into holdfast.gateway_call (operation_id, reservation_id, at, method, path, status, error, request_id, replayed, took_ms)
select $1::uuid, $2::uuid, holdfast.now(), c.method, c.path, c.status, left(c.error, 500), left(c.request_id, 255), c.replayed,
       c.took_ms
from unnest($3::text[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::boolean[], $9::integer[])
    with ordinality as c (method, path, status, error, request_id, replayed, took_ms, ordinal)
order by c.ordinal
