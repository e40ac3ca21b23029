-- $1 owner, $2 run, $3 lease, $4 progress, $5 intents, $6 statuses, $7 amounts, $8 currencies, $9 captured, $10 refunded,
-- $11 capture before or nulls, $12 reservations or nulls, $13 parties or nulls, $14 created
select holdfast.note_reconciled($1::uuid, $2::uuid, $3::interval, $4::text, $5::text[], $6::text[], $7::bigint[], $8::text[],
                                $9::bigint[], $10::bigint[], $11::timestamptz[], $12::uuid[], $13::text[], $14::timestamptz[])
