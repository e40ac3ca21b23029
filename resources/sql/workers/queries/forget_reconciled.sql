-- $1 intent: the gateway does not know it
delete from holdfast.reconciled_intent where intent_id = $1::text
