"""Asking, sending again, hearing: models/attempt_resolve.py, instruction_resolve.py and
payment_transaction.py as workers."""

import facts
import portal
import workers
from protocol import answers, sending, states
from protocol.tables.base import Answer
from store import Conflict, Duplicate


def resolve(world, number, who):
    """Give up what was never sent; ask; where asking finds nothing, send what was recorded."""
    if world.has("slot") and not world.take_slot(who):
        return
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or not tx.lock(("invoice", attempt["move"]), ("attempt", number)):
        return
    if portal.is_open_session(attempt) or attempt["rail"] == "portal" and (
            attempt["state"] == states.FAILED):
        yield from portal.resolve(world, tx, number)
        return
    if sending.may_give_up(attempt["state"], bool(attempt["sent_at"]),
                           world.now > attempt["lease"]):
        yield from _give_up(world, tx, number)
        tx.commit()
        return
    if not sending.may_ask(attempt["state"], world.now - attempt["since"], world.wait):
        return
    yield
    found = world.ask(attempt["key"], attempt["provider_reference"]) if (
        world.has("ask.first")) else None
    yield
    if found:
        verdict = answers.read("stripe", answers.INQUIRY, found, workers.expected(attempt))
        verdict = yield from workers.without_client(world, verdict, attempt, answers.INQUIRY)
        if verdict.state:
            workers.believe(world, tx, number, verdict)
            yield
            tx.commit()
            return
    yield from _send_again(world, tx, number, found, who)


def _give_up(world, tx, number):
    """Nothing of it was ever sent, as far as this database knows: a restored one may only not know
    it, so the provider is asked."""
    attempt = tx.rows["attempt"][number]
    found = None
    if world.has("restore.give_up"):
        if tx.rows["settings"][1]["restore_open"]:
            return
        found = world.ask(attempt["key"], "")
    yield
    if found is None:
        workers.believe(world, tx, number, answers.Verdict(states.CANCELED, "lease_over"))
        return
    verdict = answers.read("stripe", answers.INQUIRY, found, workers.expected(attempt))
    if verdict.state == states.CANCELED:
        workers.believe(world, tx, number, answers.Verdict(states.CANCELED, "lease_over"))
    elif verdict.state or verdict.is_open:
        workers.to(tx, number, states.UNKNOWN, restored=True, restored_row=True,
                   since=world.now, sent_at=world.now)


def _send_again(world, tx, number, found, who):
    attempt = tx.rows["attempt"][number]
    if attempt["state"] == states.SENDING:
        workers.to(tx, number, states.UNKNOWN)
    if portal.is_page(attempt):
        tx.commit()
        return
    nothing_there = found is None or not world.has("silence.waits")
    if nothing_there and world.can_list and sending.never_left(
            tx.rows["attempt"][number]["state"], bool(_record(tx, attempt)),
            attempt["restored_row"]):
        workers.believe(world, tx, number, answers.Verdict(states.CANCELED, "never_left"))
        tx.commit()
        return
    mine = attempt["send_no"] + 1
    if not nothing_there or _refused(world, tx, number):
        tx.commit()
        return
    tx.put("attempt", number, send_no=mine)
    yield
    tx.commit()
    yield
    tx = yield from workers.lock_patiently(world, tx, number, who, "lock.replay")
    if not tx:
        return
    attempt = tx.rows["attempt"][number]
    if not sending.may_call_again(attempt["state"], attempt["send_no"], mine):
        return
    if _refused(world, tx, number):
        return
    yield from workers.send(world, tx, number, answers.REPLAY, who, mine)


def _record(tx, attempt):
    return next((one for one in tx.rows["wire"].values() if one["key"] == attempt["key"]), None)


def _refused(world, tx, number):
    attempt = tx.rows["attempt"][number]
    return sending.replay_refusal(
        attempt["state"], world.now - attempt["sent_at"], bool(_record(tx, attempt)), True,
        facts.refusal(world, tx, number) if world.has("check.replay") else "")


def told(world, number, intent, who):
    """A webhook, or the client's browser coming back with an object that it names itself: it
    takes no lock, and is told again when the database refuses."""
    for _try in range(5):
        tx = world.store.begin(who)
        yield
        attempt = tx.rows["attempt"].get(number)
        if not attempt:
            return
        intent = portal.as_the_page_says(world, attempt, intent)
        verdict = answers.read(
            "stripe", answers.INQUIRY, Answer(200, intent), workers.expected(attempt))
        if not verdict.state or verdict.wants_client:
            return
        workers.believe(world, tx, number, verdict)
        yield
        try:
            tx.commit()
            return
        except (Conflict, Duplicate):
            yield
