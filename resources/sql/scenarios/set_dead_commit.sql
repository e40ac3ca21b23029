-- $1: what becomes of a commit whose worker died: compensate or roll_forward
update holdfast.money_policy set dead_commit = $1
