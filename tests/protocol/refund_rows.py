"""The rows of refunds: what is counted, the states by the table, and what a verdict decides."""

import refund_books
from protocol import answers, refunds, states
from store import Conflict

OPEN = (states.PREPARED, states.SENDING, states.UNKNOWN, states.PENDING)


def of(tx, number):
    """{id: refund} of an attempt."""
    return {key: one for key, one in tx.rows["refund"].items() if one["attempt"] == number}


def given_back(tx, number, own=None):
    return sum(one["minor"] for key, one in of(tx, number).items()
               if key != own and refunds.counts(one["state"]))


def refusal(tx, number, minor, own=None):
    attempt = tx.rows["attempt"][number]
    return refunds.refusal(attempt["state"], minor, attempt["minor"],
                           given_back(tx, number, own))


def lock(tx, number, refund=None):
    """The attempt with what it locks, then the refund; False when one is busy."""
    names = [("invoice", tx.rows["attempt"][number]["move"]), ("attempt", number)]
    return tx.lock(*names, *([("refund", refund)] if refund else []))


def again_after_conflict(world, make, who):
    """Odoo runs a call that met a conflict again, afresh."""
    for _try in range(3):
        try:
            yield from make()
            return
        except Conflict:
            world.gone(who)
            yield


def insert(world, tx, number, **values):
    """A row of an attempt; its number makes racing workers fail on the attempt's own row."""
    tx.put("attempt", number,
           refund_no=max(tx.rows["attempt"][number]["refund_no"], values["no"]))
    refund = tx.add("refund", **{
        "attempt": number, "booked": False, "entry": None, "told": False, "send_no": 0,
        "sent_at": None, "since": world.now, "provider_reference": "", "misjudged": False,
        "book_problem": False, "kind": "refund", **values})
    tell(tx, refund, "", values["state"])
    _sum(tx, number)
    return refund


def tell(tx, refund, before, after):
    tx.add("refund_event", refund=refund, before=before, after=after)


def _sum(tx, number):
    tx.put("attempt", number, refunding=given_back(tx, number))


# -- states ----------------------------------------------------------------------------------------

def to(world, tx, refund, state, **values):
    """Change the state by the table; sums and history follow. False: refused."""
    one = tx.rows["refund"][refund]
    result = refunds.move(one["state"], state).result
    if result == "refused":
        return False
    if result == "moved":
        values.update(state=state, since=world.now)
        tell(tx, refund, one["state"], state)
    tx.put("refund", refund, **values)
    _sum(tx, one["attempt"])
    return True


def believe(world, tx, refund, verdict):
    """What a verdict decides: refund and books."""
    reference = verdict.provider_reference
    if not verdict.state:
        return False
    if reference and world.has("refund.foreign") and any(
            one["provider_reference"] == reference for key, one in tx.rows["refund"].items()
            if key != refund):
        return False
    moved = to(world, tx, refund, verdict.state,
               **({"provider_reference": reference} if reference else {}))
    if moved:
        refund_books.follow(world, tx, refund)
    return moved


def expected(one):
    return answers.Expected(one["key"], one["minor"], "EUR")
