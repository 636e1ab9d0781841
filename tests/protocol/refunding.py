"""Ordering refunds: models/refund_order.py as a worker that can be stopped at every step. What is
ordered is sent by refund_sending.py; all of it decides with the pure package alone."""

import refund_hearing
import refund_rows
import refund_sending
from protocol import refunds, states


def order(world, dialog, who):
    """A click in a dialog: `dialog` holds attempt, number and amount as they were at opening."""
    yield from refund_rows.again_after_conflict(world, lambda: _order(world, dialog, who), who)


def _order(world, dialog, who):
    tx = world.store.begin(who)
    yield
    number = dialog["attempt"]
    if number not in tx.rows["attempt"] or not refund_rows.lock(tx, number):
        return
    if tx.rows["settings"][1]["restore_open"]:
        return
    yield
    attempt = tx.rows["attempt"][number]
    no = dialog["no"] if world.has("refund.number") else attempt["refund_no"] + 1
    refund = _prepare(world, tx, number, no, dialog["minor"])
    if not refund:
        return
    one = tx.rows["refund"][refund]
    yield
    tx.commit()
    if one["origin"] == "odoo":
        dialog["keys"].add(one["key"])
    world.refund_prepared(number)
    yield
    yield from refund_sending.execute(world, refund, who)


def _prepare(world, tx, number, no, minor):
    """The refund of that number, new or known; None when it is refused."""
    attempt, mine = tx.rows["attempt"][number], refund_rows.of(tx, number)
    known = next((key for key, one in mine.items() if one["no"] == no), None)
    if known and world.has("refund.known"):
        return known if mine[known]["minor"] == minor else None
    if world.has("refund.live") and any(refunds.is_live(one["state"]) for one in mine.values()):
        return None
    if refund_rows.refusal(tx, number, minor):
        return None
    if world.tells_refunds and world.has("refund.look") and refund_hearing.look_for_others(
            world, tx, number):
        return None
    if world.has("refund.next") and no != attempt["refund_no"] + 1:
        return None
    return refund_rows.insert(
        world, tx, number, no=no, minor=minor, state=states.PREPARED, origin="odoo",
        key=refunds.derive(attempt["key"], no, minor, "EUR"))
