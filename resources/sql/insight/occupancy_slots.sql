-- The fullest slots that start within a time. $1, $2 timestamptz: from, until before; $3 uuid: of this vendor, null: of
-- all; $4 bigint: at most so many slots are looked at; $5 bigint: so many told
select s.id, s.vendor_id, v.name, s.kind, s.starts_at, s.ends_at, s.capacity, s.held, s.confirmed, s.external
from (select s.*
      from holdfast.slot s
      where s.starts_at >= $1::timestamptz and s.starts_at < $2::timestamptz
        and ($3::uuid is null or s.vendor_id = $3::uuid)
      order by s.starts_at, s.id
      limit $4::bigint) s
join holdfast.vendor v on v.id = s.vendor_id
order by (s.held + s.confirmed + s.external)::double precision / s.capacity desc, s.held + s.confirmed + s.external desc,
         s.starts_at, s.id
limit $5::bigint
