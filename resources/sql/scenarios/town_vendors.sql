-- The vendors of the demonstration town, made and returned with what they offer: kind, length, places, how it is settled, what
-- the requester and the vendor pay in cents and the hours at which they start, on `days` days at first. Nobody of these exists.
with offer (position, name, kind, minutes, capacity, settlement, requester_minor, vendor_minor, hours, days) as (
    values (1, 'Harbour Physio', 'appointment', 45, 1, 'two_party', 6800, 900, '{8,9,10,11,13,14,15,16,18,20}'::integer[], 5),
           (2, 'Adeyemi Dental', 'appointment', 30, 1, 'two_party', 11500, 1500, '{8,9,10,11,14,15,17,19}', 6),
           (3, 'Linden Park Clinic', 'appointment', 20, 1, 'card', 5400, 0, '{7,8,9,10,11,13,14,16,17,21}', 5),
           (4, 'Pilates on Mill Lane', 'class', 55, 12, 'card', 1900, 0, '{7,9,12,16,18,20}', 4),
           (5, 'The Yoga Loft', 'class', 75, 16, 'free', 1600, 0, '{6,9,17,19,21}', 4),
           (6, 'Lantern Hall', 'event', 150, 180, 'card', 3450, 0, '{11,15,20}', 4)
), made as (
    insert into holdfast.vendor (id, name) select gen_random_uuid(), name from offer returning id, name
)
select made.id, offer.kind, offer.minutes, offer.capacity, offer.settlement, offer.requester_minor, offer.vendor_minor,
       array_to_string(offer.hours, ','), offer.days
from offer join made using (name)
order by offer.position
