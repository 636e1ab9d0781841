"""What people do about refunds: dialogs that stay open, decisions, what they saw elsewhere."""

import refund_books
import refund_hearing
import refund_rows
from protocol import answers, refunds, states


def open_dialog(world, number):
    """The button *Refund*: the number is fixed here, what is asked for is all or a part."""
    tx = world.store.begin("dialog")
    attempt = tx.rows["attempt"][number]
    left = attempt["minor"] - refund_rows.given_back(tx, number) or attempt["minor"]
    part = world.random.choice((1, 1, 2, 3))
    dialog = {"attempt": number, "no": attempt["refund_no"] + 1, "minor": max(1, left // part),
              "keys": set()}
    if world.random.random() < 0.1:
        dialog["minor"] = attempt["minor"] + 1
    world.dialogs.append(dialog)
    return dialog


def decide(world, refund, who):
    """A supervisor decides an unknown, sometimes wrongly, with the provider's id or without."""
    tx = world.store.begin(who)
    yield
    one = tx.rows["refund"][refund]
    if one["state"] != states.UNKNOWN or not refund_rows.lock(tx, one["attempt"], refund):
        return
    found = world.refund_of(one, tx.rows["attempt"][one["attempt"]])
    given = bool(found) and found["status"] in ("succeeded", "pending")
    wrong = not world.quiet and (given and world.random.random() < 0.4 or (
        not given and bool(world.delayed)))
    state = states.DONE if given and not wrong else states.CANCELED
    named = found["id"] if state == states.DONE and world.random.random() < 0.7 else ""
    others = [other["provider_reference"] for key, other in refund_rows.of(
        tx, one["attempt"]).items() if key != refund and other["provider_reference"]]
    if not found and others and not world.quiet and world.random.random() < 0.3:
        state, wrong, named = states.DONE, True, others[0]  # the id of another
    yield
    if refund_rows.believe(world, tx, refund, answers.Verdict(state, "decided", "", named)):
        tx.put("refund", refund, misjudged=wrong)
        tx.commit()


def record(world, number, told, who):
    """An accountant has seen a refund on the provider's own pages: one of ours perhaps, which is
    unknown here."""
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"][number]
    if attempt["provider_reference"] != told["payment_intent"] or not refund_rows.lock(tx, number):
        return
    mine = refund_rows.of(tx, number)
    live = any(refunds.is_live(one["state"]) for one in mine.values())
    if live and world.has("refund.record.live") or any(
            one["key"] == refund_hearing.key_of(told) and not refunds.is_live(one["state"])
            for one in mine.values()):
        return
    known = any(told["id"] in (one["provider_reference"], one["key"])
                for one in tx.rows["refund"].values())
    if known and world.has("refund.record.once") or refund_rows.refusal(
            tx, number, told["amount"]):
        return
    refund = refund_rows.insert(
        world, tx, number, key=told["id"], no=attempt["refund_no"] + 1, minor=told["amount"],
        origin="provider", provider_reference=told["id"], state=states.DONE)
    yield
    refund_books.follow(world, tx, refund)
    tx.commit()
