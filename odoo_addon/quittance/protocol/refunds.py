"""Refunds: the states of one, what may follow what, what is kept free for it.

A refund is money given back on purpose, and once. Its key is derived and fixed before anything is
sent, so that a time-out and a second click refund once.
"""

import base64
import hashlib

from . import answers, states
from .tables import default, stripe_refund

VERSION = "r1"
STATES = (
    states.PREPARED, states.SENDING, states.UNKNOWN, states.PENDING, states.DONE, states.FAILED,
    states.CANCELED,
)
TABLES = {"stripe": stripe_refund}
# Nothing is left to go back: by this refund or by another one.
FINAL = {"charge_already_refunded", "refund_disputed_payment"}

# (from, to): True where the move is an alarm for a person.
MOVES = {
    (states.PREPARED, states.SENDING): False,
    (states.PREPARED, states.CANCELED): False,
    **{(first, then): False
       for first in (states.SENDING, states.UNKNOWN)
       for then in (states.DONE, states.PENDING, states.FAILED, states.CANCELED)},
    (states.SENDING, states.UNKNOWN): False,
    (states.PENDING, states.DONE): False,
    (states.PENDING, states.FAILED): True,
    (states.PENDING, states.CANCELED): True,
    # The client's bank gave it back: the money is ours again.
    (states.DONE, states.FAILED): True,
    (states.DONE, states.CANCELED): True,
    # What was thought to be over was executed all the same.
    (states.FAILED, states.PENDING): True,
    (states.FAILED, states.DONE): True,
    (states.CANCELED, states.PENDING): True,
    (states.CANCELED, states.DONE): True,
}


def derive(attempt_key, no, minor, currency):
    """`r1` + 26 letters: the refund's key, its transaction's reference, its idempotency key."""
    text = "|".join(str(part) for part in (attempt_key, no, minor, currency))
    digest = hashlib.sha256(text.encode()).digest()
    return VERSION + base64.b32encode(digest).decode().lower()[:26]


def move(current, wanted):
    """Whether a refund in `current` may go to `wanted` (states.Move)."""
    if current == wanted:
        return states.Move("same", False)
    if (current, wanted) not in MOVES:
        return states.Move("refused", True)
    return states.Move("moved", MOVES[current, wanted])


def is_live(state):
    """Whether no other refund of the same attempt may begin."""
    return state in (states.PREPARED, states.SENDING, states.UNKNOWN)


def counts(state):
    """Whether its amount is taken from what may still be refunded: all that is not proven to
    have stayed here."""
    return state not in (states.FAILED, states.CANCELED)


def may_stand_instead(no, other_no, other_origin, other_state):
    """Whether another refund of the same charge may be what a person made in the stead of `no`:
    at the provider, after `no` was ordered. Then `no` is not sent again."""
    return other_origin == "provider" and other_no > no and counts(other_state)


def refusal(attempt_state, amount, collected, given_back):
    """Why this amount cannot be refunded now, '' when it can.

    given_back  what is refunded, under way or disputed already, this refund aside
    """
    if attempt_state == states.RETURNED:
        return "came_back"
    if attempt_state != states.DONE:
        return "not_collected"
    if amount <= 0:
        return "nothing"
    return "too_much" if amount > collected - given_back else ""


def read(provider, kind, answer, expected):
    """The answers.Verdict of an answer about a refund; `expected.reference` is its key."""
    finding = TABLES.get(provider, default).classify(answer, expected)
    return answers.Verdict(
        answers.state_of(kind, finding), finding.code, finding.message,
        finding.provider_reference, stops_run=finding.meaning == "bad_key")


def would_be_refused(code):
    """Whether an answer of this code would come again to the same bytes: sending them finds out
    nothing, and who gave the money back is for a person to see."""
    return code in FINAL
