-- $1: six keys. The partners that book in the demonstration town, with the prefixes of their references. Nobody of these
-- exists.
with member (position, name, prefix) as (
    values (1, 'Birdsong Travel', 'BT'),
           (2, 'Carelane', 'CL'),
           (3, 'Tidewater Concierge', 'TW'),
           (4, 'Ovation Box Office', 'OV'),
           (5, 'Stride and Stretch', 'SS'),
           (6, 'Hotel Corvina', 'HC')
), made as (
    insert into holdfast.partner (id, name) select gen_random_uuid(), name from member returning id, name
), given as (
    insert into holdfast.api_key (key_hash, partner_id)
    select sha256(convert_to(($1::text[])[member.position], 'UTF8')), made.id from member join made using (name)
)
select prefix from member order by position
