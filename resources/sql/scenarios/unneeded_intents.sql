-- Intents at the gateway that nobody needs, taken up to be voided.
select intent_id from holdfast.operation where kind = 'void'
