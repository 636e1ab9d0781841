"""Refunds that a provider tells of, or that are found on its lists: models/refund_hear.py."""

import refund_rows
from protocol import answers, refunds, states
from protocol.tables.base import Answer

GIVEN = ("succeeded", "pending")


def hear(world, number, event, who):
    """A webhook, or a line of a list: what it says is a hint, and asked about under the lock."""
    yield from refund_rows.again_after_conflict(
        world, lambda: _hear(world, number, event, who), who)


def _hear(world, number, event, who):
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or not refund_rows.lock(tx, number):
        return
    if world.has("refund.hear.done") and attempt["state"] not in (states.DONE, states.RETURNED):
        return
    told = world.fetch_refund(event["id"]) if world.has("refund.hear.asks") else event
    yield
    if not told or world.has("refund.hear.payment") and (
            told["payment_intent"] != attempt["provider_reference"]):
        return
    take_over(world, tx, number, told)
    yield
    tx.commit()


def take_over(world, tx, number, told):
    """What the provider says of a refund of this attempt now; nothing where there is no room."""
    attempt = tx.rows["attempt"][number]
    refund = known(world, tx, number, told)
    counted = refund and refunds.counts(tx.rows["refund"][refund]["state"])
    if told["status"] in GIVEN and not counted and (
            told["amount"] > attempt["minor"] - attempt["refunding"]):
        return
    taken = any(one["key"] == key_of(told) for one in tx.rows["refund"].values())
    refund = refund or refund_rows.insert(
        world, tx, number, key=told["id"] if taken else key_of(told) or told["id"],
        no=attempt["refund_no"] + 1, minor=told["amount"], origin="provider", sent_at=world.now,
        provider_reference=told["id"], state=_heard_state(world, told))
    one = tx.rows["refund"][refund]
    verdict = refunds.read("stripe", answers.INQUIRY, Answer(200, told), refund_rows.expected(one))
    if verdict.state != one["state"] or not one["provider_reference"]:
        refund_rows.believe(world, tx, refund, verdict)


def look_for_others(world, tx, number):
    """Whether nothing may leave: the provider does not say what went back of this charge, or has
    something that is not known here, which is taken over."""
    listed = world.refunds_of(tx.rows["attempt"][number])
    if listed is None:
        return True
    news = [told for told in listed
            if told["status"] in GIVEN and not _counts_here(world, tx, number, told)]
    for told in news:
        take_over(world, tx, number, told)
    if news:
        tx.commit()
    return bool(news)


def _counts_here(world, tx, number, told):
    refund = known(world, tx, number, told)
    return refund and refunds.counts(tx.rows["refund"][refund]["state"])


def _heard_state(world, told):
    """One that failed counts for nothing: there may be no room for it any more."""
    over = told["status"] in ("failed", "canceled") and world.has("refund.hear.failed")
    return states.FAILED if over else states.PENDING


def key_of(told):
    """Our key, '' of what was made on the provider's own pages."""
    return told["metadata"].get("quittance_refund", "")


def known(world, tx, number, told):
    """The refund here that it is, by the provider's id or by our key; None."""
    return next((key for key, one in refund_rows.of(tx, number).items()
                 if world.has("refund.known.id") and one["provider_reference"] == told["id"]
                 or world.has("refund.known.key") and one["key"] == key_of(told)
                 and not one["provider_reference"]), None)
