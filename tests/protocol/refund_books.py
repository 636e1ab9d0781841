"""The books of what went back: models/refund_book.py and attempt_refund.py for the store."""

import workers
from protocol import states


def follow(world, tx, refund):
    """An entry while a refund is done, undone when it no longer is. Now and then it cannot be
    booked, keeps that, and is tried again."""
    one = tx.rows["refund"][refund]
    wanted = one["state"] == states.DONE
    if wanted == one["booked"] and (world.has("refund.book.once") or not wanted):
        tx.put("refund", refund, book_problem=False)
        return
    if not world.quiet and world.random.random() < 0.05:
        tx.put("refund", refund, book_problem=True)
        return
    _book(world, tx, refund) if wanted else _unbook(world, tx, refund)
    tx.put("refund", refund, book_problem=False)


def again(world, refund, who):
    """What could not be booked."""
    tx = world.store.begin(who)
    yield
    one = tx.rows["refund"][refund]
    names = (("invoice", tx.rows["attempt"][one["attempt"]]["move"]), ("attempt", one["attempt"]))
    if not one["book_problem"] or not tx.lock(*names, ("refund", refund)):
        return
    follow(world, tx, refund)
    yield
    tx.commit()


def _book(world, tx, refund):
    one = tx.rows["refund"][refund]
    number = one["attempt"]
    if tx.rows["attempt"][number]["state"] not in (states.DONE, states.RETURNED):
        world.violated("a charge is booked that is not known to be done")
    if not tx.rows["attempt"][number]["booked"]:
        workers.into_books(tx, number)
    payment, invoice = _payment(tx, number), tx.rows["attempt"][number]["move"]
    applied = tx.rows["payment"][payment]["applied"]
    left = min(applied, _free(tx, number) - one["minor"])
    entry = tx.add("entry", refund=refund, attempt=number, minor=one["minor"], undone=False,
                   reopened=invoice if left < applied else None)
    tx.put("refund", refund, booked=True, entry=entry)
    _apply(tx, payment, invoice, left)
    if left < applied and world.has("refund.hold"):
        workers.hold_invoice(tx, invoice, one["kind"], world.has("hold.seen"))
    if one["kind"] == "refund" and (not one["told"] or not world.has("refund.told")):
        tx.add("message", refund=refund)
        tx.put("refund", refund, told=True)


def _unbook(world, tx, refund):
    """It did not reach the client: the money is ours again, and pays the invoice again."""
    one = tx.rows["refund"][refund]
    attempt = tx.rows["attempt"][one["attempt"]]
    tx.put("entry", one["entry"], undone=True)
    tx.put("refund", refund, booked=False)
    payment = _payment(tx, one["attempt"])
    if not attempt["extra"] and attempt["state"] == states.DONE:
        owed = tx.rows["invoice"][attempt["move"]]["residual"]
        applied = tx.rows["payment"][payment]["applied"]
        _apply(tx, payment, attempt["move"], min(_free(tx, one["attempt"]), owed + applied))


def _payment(tx, number):
    return next(key for key, one in tx.rows["payment"].items() if one["attempt"] == number)


def _free(tx, number):
    """What of a payment has not gone back."""
    return tx.rows["attempt"][number]["minor"] - sum(
        one["minor"] for one in tx.rows["entry"].values()
        if one["attempt"] == number and not one["undone"])


def _apply(tx, payment, invoice, applied):
    before = tx.rows["payment"][payment]["applied"]
    if applied == before:
        return
    tx.put("payment", payment, applied=applied)
    tx.put("invoice", invoice,
           residual=tx.rows["invoice"][invoice]["residual"] + before - applied)
