"""Every guard of the client's own payments, and what the world is like without it."""

from mutants import Mutant, not_live, table_without, together
from protocol import states
from store import one_live, one_number

STEPS = {
    "portal.asks": "the payment before is asked about before there is room",
    "portal.confirmed": "a page is closed when the provider has confirmed it",
    "portal.residual": "a client pays no more than what is open",
    "portal.stored.commit": "a stored method is charged after its attempt is committed",
    "portal.left.open": "a page that cannot be closed keeps its invoice",
    "portal.page.says": "a declined try ends no page that is open for another",
    "portal.page": "a declined page that is not closed keeps the night away",
}
IN_STORIES = {"portal.still.open"}
TOGETHER = (
    (("portal.live",), (one_live,)),
    (("portal.declined", "portal.still.open"), ()),
    ((), (one_number,)),
)


def _in_portal(mutant):
    return Mutant(mutant.name, mutant.without, mutant.indexes, mutant.patches, "portal")


def _steps():
    for name in STEPS:
        yield Mutant(name, without=(name,), kind="portal")
    for names, indexes in TOGETHER:
        yield together(names, indexes, label="portal: ", kind="portal")
    yield _in_portal(not_live("an open page frees the invoice", states.SENDING))
    yield _in_portal(not_live("a pending payment of the client's frees it", states.PENDING))
    yield _in_portal(table_without(states.FAILED, states.DONE, "a declined page is never paid"))


# Left aside is what is there for order alone: the locks of making room (the index decides).
WORLDS = [*_steps()]
