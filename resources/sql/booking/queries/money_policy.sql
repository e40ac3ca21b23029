select dead_commit = 'roll_forward', environment
from holdfast.money_policy
