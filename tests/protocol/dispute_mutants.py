"""Every guard of what clients take back, and what the world is like without it."""

from dataclasses import replace

from mutants import Mutant, table_without, together
from protocol import states
from store import one_refund_key, one_refund_reference

STEPS = {
    "dispute.part": "a part that is taken back is booked as a part",
    "dispute.won": "what was won is ours again",
    "dispute.part.won": "and so is a part",
    "dispute.part.done": "a part waits until its charge is known to be done",
}
IN_STORIES = {"dispute.part.done"}
# The invoice is held by the hold of what came back: `hold.after_return`, `refund.hold`.
WORLDS = [
    *(Mutant(name, without=(name,), kind="refunds") for name in STEPS if name not in IN_STORIES),
    together(("dispute.once",), (one_refund_key, one_refund_reference), kind="refunds"),
    replace(table_without(states.RETURNED, states.DONE), kind="refunds"),
]
