-- Authorizations that the gateway has not told of yet, or whose telling nobody has followed yet.
select (select count(*) from holdfast.payment p
        where p.intent_id is not null and not exists (
            select from holdfast.webhook_event e
            where e.intent_id = p.intent_id and e.type = 'payment_intent.amount_capturable_updated'))
     + (select count(*) from holdfast.webhook_event where status = 'PENDING') as unfollowed
