"""What a provider has of one charge against what this database has of it."""

from dataclasses import dataclass

from . import states

AMOUNT = "amount_differs"    # both have it, with different amounts or currencies
STATE = "state_differs"      # money on one side alone
REFUND = "refund_differs"    # the client got back another amount than the books say
BEHIND = "under_way"         # nothing is wrong: the provider is further and will be asked
OTHER_AMOUNT = ("other_amount", "other_currency")


# A provider that cannot list tells what came back later only when it is asked. A success is asked
# about once in so many nights, for so many days.
ASKED_EVERY = 7
ASKED_DAYS = 120


@dataclass(frozen=True)
class Ours:
    """The attempt: its state, and what was given back, in the provider's minor units; whether that
    is all of it."""

    state: str
    refunded: int = 0
    all_back: bool = False


def is_turn(number, day):
    """Whether the success of this number is asked about in the night of `day`."""
    return (number + day.toordinal()) % ASKED_EVERY == 0


def difference(ours, verdict, refunded=None):
    """The finding of an attempt and the provider's verdict on it, '' when they agree.

    `refunded`: what the provider says was given back, in minor units; None where it does not.
    """
    if verdict.code in OTHER_AMOUNT:
        return AMOUNT
    if ours.all_back and not verdict.state:
        return ""  # refunded, charged back: so it is in the books
    found = _of_states(ours.state, verdict.state)
    if found or ours.state != states.DONE or refunded is None:
        return found
    return REFUND if ours.refunded != refunded else ""


def _of_states(ours, theirs):
    if theirs == states.DONE:
        if ours in states.OPEN:
            return BEHIND
        return "" if ours in (states.DONE, states.RETURNED) else STATE
    if theirs == states.PENDING:
        return STATE if ours in (states.DONE, states.FAILED, states.CANCELED) else ""
    if ours == states.DONE:
        return STATE
    return BEHIND if ours == states.PENDING and theirs else ""
