"""The states of an attempt, what may follow what, and what is live.

`transitions.json` beside this file is the same table, for the connector's tests.
"""

from dataclasses import dataclass

PREPARED = "prepared"
SENDING = "sending"
UNKNOWN = "unknown"
PENDING = "pending"
DONE = "done"
FAILED = "failed"
CANCELED = "canceled"
RETURNED = "returned"

STATES = (PREPARED, SENDING, UNKNOWN, PENDING, DONE, FAILED, CANCELED, RETURNED)

# In these the outcome is open: no other attempt may begin for the same invoice.
OPEN = (PREPARED, SENDING, UNKNOWN, PENDING)

# (from, to): True where the move is an alarm for a person.
MOVES = {
    (PREPARED, SENDING): False,
    (PREPARED, CANCELED): False,
    (SENDING, DONE): False,
    (SENDING, PENDING): False,
    (SENDING, FAILED): False,
    (SENDING, CANCELED): False,
    (SENDING, UNKNOWN): False,
    (UNKNOWN, DONE): False,
    (UNKNOWN, PENDING): False,
    (UNKNOWN, FAILED): False,
    (UNKNOWN, CANCELED): False,
    (PENDING, DONE): False,
    (PENDING, FAILED): False,
    (PENDING, CANCELED): False,
    (FAILED, DONE): True,
    (CANCELED, DONE): True,
    (DONE, RETURNED): True,
    (RETURNED, DONE): False,
}

# After a restore alone (`adopt`): the journal knows more than this database, so ask again.
RESTORED = {(PREPARED, UNKNOWN): True, (FAILED, UNKNOWN): True, (CANCELED, UNKNOWN): True}


@dataclass(frozen=True)
class Move:
    """What becomes of a wish to change state: `moved`, `same` (a logged no-op) or `refused`."""

    result: str
    alarm: bool


def move(current, wanted, restored=False):
    """Whether an attempt in `current` may go to `wanted`."""
    if current == wanted:
        return Move("same", False)
    table = {**MOVES, **RESTORED} if restored else MOVES
    if (current, wanted) not in table:
        return Move("refused", True)
    return Move("moved", table[current, wanted])


def is_live(state, booked, extra):
    """Whether the attempt keeps its invoices for itself.

    A success is live until its payment is in the books. An *extra* one (a late success that met
    another live attempt) never is: it is booked as the client's credit.
    """
    return not extra and (state in OPEN or (state == DONE and not booked))


def has_money(state):
    """Whether the provider has taken money that is not back with the client."""
    return state == DONE


def export():
    """The table as plain data, for `transitions.json`."""
    return {
        "states": list(STATES),
        "live": [*OPEN, "done until booked"],
        "moves": [
            {"from": first, "to": then, "alarm": alarm} for (first, then), alarm in MOVES.items()
        ],
        "restored": [
            {"from": first, "to": then, "alarm": alarm} for (first, then), alarm in RESTORED.items()
        ],
    }
