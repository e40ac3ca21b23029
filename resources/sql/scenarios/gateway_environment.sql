-- By which our intents are known at a gateway that others use too.
select environment from holdfast.money_policy
