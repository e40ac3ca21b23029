-- People look for a booking by the reference its partner has given it, whole or by how it begins, also long afterwards.
create index reservation_by_reference on holdfast.reservation (partner_booking_ref text_pattern_ops, id);
