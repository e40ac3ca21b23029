-- The vendors of the demonstration town, made and returned with what they offer: kind, length, places, price in cents and the
-- hours at which they start, on `days` coming days at first. Nobody of these exists.
with offer (position, name, kind, minutes, capacity, price_minor, hours, days) as (
    values (1, 'Harbour Physio', 'appointment', 45, 1, 6800, '{8,10,14,16}'::integer[], 3),
           (2, 'Adeyemi Dental', 'appointment', 30, 1, 11500, '{9,11,15}', 4),
           (3, 'Linden Park Clinic', 'appointment', 20, 1, 5400, '{8,9,13,17}', 3),
           (4, 'Pilates on Mill Lane', 'class', 55, 12, 1900, '{7,12,18}', 4),
           (5, 'The Yoga Loft', 'class', 75, 16, 1600, '{9,19}', 3),
           (6, 'Lantern Hall', 'event', 150, 180, 3450, '{15,20}', 3)
), made as (
    insert into holdfast.vendor (id, name) select gen_random_uuid(), name from offer returning id, name
)
select made.id, offer.kind, offer.minutes, offer.capacity, offer.price_minor, array_to_string(offer.hours, ','), offer.days
from offer join made using (name)
order by offer.position
