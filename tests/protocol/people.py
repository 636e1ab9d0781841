"""What people do meanwhile, in one transaction each."""

import facts
import methods
import portal
import workers
from protocol import answers, sending, states


def pay(world, move_id, who):
    """The client pays by transfer, all or a part: the accountant books it on the invoice."""
    yield from _pay(world, move_id, who, 1 if world.random.random() < 0.4 else 3)


def pay_all(world, move_id, who):
    yield from _pay(world, move_id, who, 1)


def _pay(world, move_id, who, parts):
    tx = world.store.begin(who)
    yield
    if not tx.lock(("invoice", move_id)):
        return
    residual = tx.rows["invoice"][move_id]["residual"]
    part = residual // parts
    if part <= 0:
        return
    tx.put("invoice", move_id, residual=residual - part)
    tx.add("payment", attempt=None, move=move_id, applied=part, minor=part, reset=False)
    tx.commit()


def credit_note(world, move_id, who):
    """For the books a payment like another, of a part."""
    yield from pay(world, move_id, who)


def undo(world, move_id, who):
    """Somebody resets a payment."""
    tx = world.store.begin(who)
    yield
    mine = [key for key, row in tx.rows["payment"].items()
            if row["move"] == move_id and row["applied"]]
    if not mine or not tx.lock(("invoice", move_id)):
        return
    key = world.random.choice(mine)
    residual = tx.rows["invoice"][move_id]["residual"] + tx.rows["payment"][key]["applied"]
    tx.put("payment", key, applied=0, reset=True)
    tx.put("invoice", move_id, residual=residual)
    tx.commit()
    world.undone.add(move_id)


def reset(world, move_id, who):
    """Back to draft: refused while an attempt is live. Nothing else of it is played here."""
    tx = world.store.begin(who)
    yield
    if world.has("reset.refused") and any(row["live"] for row in facts.rows_of(tx, move_id)):
        return
    if not tx.lock(("invoice", move_id)):
        return
    live = [row for row in world.store.tables["row"].values()
            if row["move"] == move_id and row["live"]]
    if live and world.has("reset.unseen"):
        return
    tx.put("invoice", move_id, blocked=not tx.rows["invoice"][move_id]["blocked"])
    yield
    tx.commit()
    if live:
        world.violated("I6: an invoice was reset while an attempt was live")


def hold(world, move_id, who):
    """Hold an invoice or its client, or release that hold."""
    tx = world.store.begin(who)
    yield
    client = tx.rows["invoice"][move_id]["client"]
    subject = world.random.choice((("invoice", move_id), ("client", client)))
    known = [key for key, row in tx.rows["hold"].items()
             if row["active"] and row["subject"] == subject]
    if not known:
        tx.add("hold", subject=subject, active=True, cause="person")
        tx.commit()
    elif world.random.random() < 0.8:
        tx.put("hold", known[0], active=False)
        tx.commit()
        world.freed.add(subject)
        world.let_go |= set(world.store.tables["entry"])


def switch(world, _move_id, who):
    """The kill switch, off more often than on for good."""
    tx = world.store.begin(who)
    yield
    tx.put("settings", 1, on=not tx.rows["settings"][1]["on"])
    tx.commit()
    yield
    if world.random.random() < 0.7:
        tx.put("settings", 1, on=True)
        tx.commit()


def release(world, _move_id, who):
    """Somebody presses *Release*."""
    yield from release_as(world, world.random.choice(("anna", "bert")), who)


def release_as(world, person, who):
    """The second pair of eyes: never who posted one of the invoices."""
    tx = world.store.begin(who)
    yield
    waiting = [key for key, one in tx.rows["release"].items() if one["state"] == "requested"]
    if not waiting:
        return
    posters = {tx.rows["invoice"][one["move"]]["posted_by"]
               for one in tx.rows["listed"].values() if one["release"] == waiting[0]}
    if world.has("release.four_eyes") and person in posters:
        return
    tx.put("release", waiting[0], state="released", by=person, until=world.now + 36 * 3600)
    yield
    tx.commit()


def withdraw(world, _move_id, who):
    """A release is taken back."""
    tx = world.store.begin(who)
    yield
    for key in facts.released(world, tx):
        tx.put("release", key, state="withdrawn")
    tx.commit()


def new_method(world, move_id, who):
    """The client stores another method and chooses it."""
    tx = world.store.begin(who)
    yield
    number = tx.rows["invoice"][move_id]["client"]
    world.methods += 1
    methods.store(tx, number, world.methods)
    tx.put("client", number, chosen=world.methods)
    tx.commit()


def collect_now(world, move_id, who):
    """*Collect now*: a person overrides the calendar. Of what the provider has already he is asked
    for a reason, and has none."""
    tx = world.store.begin(who)
    yield
    order = workers.order_of(world, tx, move_id, origin="hand")
    if not order:
        return
    yield from workers.prepare(world, order, who)
    for number, one in list(world.store.tables["attempt"].items()):
        if one["key"] == order["key"]:
            yield from workers.execute(world, number, who)
            yield from workers.book(world, number, who)


def decide(world, number, who):
    """A supervisor decides an unknown, sometimes wrongly."""
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or not sending.may_decide(attempt["state"], False) or not tx.lock(
            ("invoice", attempt["move"]), ("attempt", number)):
        return
    found = world.provider.find(attempt["key"], "")
    if found and found["status"] not in ("succeeded", "requires_payment_method"):
        return
    charged = bool(found) and found["status"] == "succeeded"
    # What is not there yet may be on its way, and the client may still pay what waits for him.
    wants = bool(found) and not charged and (portal.is_page(attempt) or (
        found.get("last_payment_error", {}).get("code") == "authentication_required"))
    misjudged = charged and world.random.random() < 0.6 or wants or (
        not charged and bool(world.delayed))
    state = states.DONE if charged and not misjudged else states.CANCELED
    named = found["id"] if state == states.DONE else ""
    yield
    if workers.believe(world, tx, number, answers.Verdict(state, "decided", "", named)):
        tx.put("attempt", number, misjudged=misjudged)
        tx.commit()
