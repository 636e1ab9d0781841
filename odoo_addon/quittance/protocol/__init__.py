"""The decisions of collecting, pure: nothing of Odoo is imported here, no clock, no network.

The models use these functions and the simulation in tests/protocol runs them as they are.

states      the states of an attempt, what may follow what, what is live
answers     what a provider's answer means (tables/: one table per provider)
sending     who may send, send again, or give an attempt up
refunds     the states of a refund, its key, what its answers mean
late        what a success does that comes after the attempt was given up
preflight   whether an invoice is collected, and why not
retry       whether and when a declined invoice is tried again (retry_tables: decline codes)
bank_days   weekends, TARGET's closing days and public holidays
keys        the reference of an attempt
crash_points  every place where a crash is tried
"""

from . import (
    answers, bank_days, crash_points, keys, late, preflight, refunds, retry, sending, states,
)

__all__ = [
    "answers", "bank_days", "crash_points", "keys", "late", "preflight", "refunds", "retry",
    "sending", "states",
]
