"""What a success does that comes when the attempt was thought to be over."""

from dataclasses import dataclass

from . import states


@dataclass(frozen=True)
class Success:
    """`extra`: it leaves the index and is booked as the client's credit; `alarm`: tell a person."""

    extra: bool
    alarm: bool


def on_success(state, other_is_live):
    """What a proven success means for an attempt in `state`.

    `other_is_live`: another attempt holds one of the same invoices.
    """
    late = state in (states.FAILED, states.CANCELED)
    return Success(extra=bool(other_is_live), alarm=late or bool(other_is_live))
