"""Sending a refund, asking about it, sending it again: models/refund_send.py and refund_resolve.py
with instruction_send.py and instruction_resolve.py."""

import refund_hearing
import refund_rows
from protocol import answers, refunds, sending, states
from store import Conflict

LEASE = 600
TRIES = 8


def execute(world, refund, who):
    """Two phases with a commit between them; a re-run that finds `sending` never sends."""
    world.store.release(f"{who}/slot")
    if world.has("slot") and not world.take_slot(who):
        return
    tx = world.store.begin(who)
    yield
    one = tx.rows["refund"][refund]
    if not refund_rows.lock(tx, one["attempt"], refund) or not sending.may_begin(one["state"]):
        return
    if world.has("refund.lease") and world.now - one["since"] >= LEASE:
        refund_rows.believe(world, tx, refund, answers.Verdict(states.CANCELED, "lease_over"))
        tx.commit()
        return
    if _call_off_refused(world, tx, refund):
        tx.commit()
        return
    mine = one["send_no"] + 1
    refund_rows.to(world, tx, refund, states.SENDING, send_no=mine, sent_at=world.now)
    yield
    if world.has("refund.commit.sending"):
        tx.commit()
        yield
        tx = yield from _lock_patiently(world, refund, who, "refund.lock.send")
    if not tx or not sending.may_call(tx.rows["refund"][refund]["state"],
                                      tx.rows["refund"][refund]["send_no"], mine):
        return
    if world.has("refund.check.send") and _call_off_refused(world, tx, refund):
        tx.commit()
        return
    yield from _send(world, tx, refund, answers.FIRST, who, mine)


def _call_off_refused(world, tx, refund):
    one = tx.rows["refund"][refund]
    code = refund_rows.refusal(tx, one["attempt"], one["minor"], refund)
    return code and refund_rows.believe(world, tx, refund, answers.Verdict(states.CANCELED, code))


def _lock_patiently(world, refund, who, guard):
    """The new transaction, None when it is busy."""
    for _try in range(TRIES):
        tx = world.store.begin(who)
        yield
        try:
            if not world.has(guard) or refund_rows.lock(
                    tx, tx.rows["refund"][refund]["attempt"], refund):
                return tx
        except Conflict:
            pass
        world.store.release(who)
        yield
    return None


def _send(world, tx, refund, kind, who, mine):
    """Record what will leave, call, read the answer, keep it."""
    one = tx.rows["refund"][refund]
    yield
    if kind == answers.FIRST and world.has("refund.record"):
        wire = world.store.begin(f"{who}/wire")
        wire.add("wire", key=one["key"], send_no=mine, minor=one["minor"], token=one["key"])
        wire.commit()
    yield
    world.refund_leaves(tx, refund, kind)
    answer = world.call_refund(one, tx.rows["attempt"][one["attempt"]], kind)
    yield
    verdict = refunds.read("stripe", kind, answer, refund_rows.expected(one))
    try:
        refund_rows.believe(world, tx, refund, verdict)
        yield
        tx.commit()
    except Conflict:
        # Once more in a transaction of its own.
        world.store.release(who)
        tx = yield from _lock_patiently(world, refund, who, "refund.lock.send")
        if tx and sending.may_call_again(tx.rows["refund"][refund]["state"],
                                         tx.rows["refund"][refund]["send_no"], mine):
            refund_rows.believe(world, tx, refund, verdict)
            tx.commit()


# -- resolving -------------------------------------------------------------------------------------

def resolve(world, refund, who):
    """Give up what was never sent; ask; where asking finds nothing, send what was recorded."""
    if world.has("slot") and not world.take_slot(who):
        return
    tx = world.store.begin(who)
    yield
    one = tx.rows["refund"][refund]
    age = world.now - one["since"]
    if age < (LEASE if one["state"] == states.PREPARED else world.wait) or (
            not refund_rows.lock(tx, one["attempt"], refund)):
        return
    mine = 0
    if sending.may_give_up(one["state"], bool(one["sent_at"]), True):
        refund_rows.believe(world, tx, refund, answers.Verdict(states.CANCELED, "never_sent"))
    elif one["state"] in refund_rows.OPEN:
        mine = yield from _ask_or_begin_replay(world, tx, refund)
    yield
    tx.commit()
    if mine:
        yield from _replay(world, refund, who, mine)


def _ask_or_begin_replay(world, tx, refund):
    one = tx.rows["refund"][refund]
    answer = None
    if world.tells_refunds and world.has("refund.ask"):
        answer = world.ask_refund(one, tx.rows["attempt"][one["attempt"]])
    yield
    if answer is not None:
        verdict = refunds.read("stripe", answers.INQUIRY, answer, refund_rows.expected(one))
        if verdict.state == one["state"] or refund_rows.believe(world, tx, refund, verdict):
            return 0
    if one["state"] == states.SENDING:
        refund_rows.to(world, tx, refund, states.UNKNOWN)
    if answer is not None and world.has("refund.silence"):
        return 0
    return _begin_replay(world, tx, refund)


def _begin_replay(world, tx, refund):
    one = tx.rows["refund"][refund]
    if sending.never_left(one["state"], _recorded(tx, one), False):
        refund_rows.believe(world, tx, refund, answers.Verdict(states.CANCELED, "never_left"))
        return 0
    if _replay_refusal(world, tx, refund):
        return 0
    if world.tells_refunds and world.has("refund.look.replay") and (
            refund_hearing.look_for_others(world, tx, one["attempt"])):
        return 0
    world.replays[one["key"]] = world.now
    tx.put("refund", refund, send_no=one["send_no"] + 1)
    return one["send_no"] + 1


def _recorded(tx, one):
    """As it is now: a worker lives no longer than the wait of `resolve`, whose snapshot is younger
    than any record that the worker made."""
    return any(wire["key"] == one["key"] for wire in tx.store.tables["wire"].values())


def _replay_refusal(world, tx, refund):
    one = tx.rows["refund"][refund]
    age = 10**9 if one["sent_at"] is None else world.now - one["sent_at"]
    return sending.replay_refusal(
        one["state"], age, _recorded(tx, one), True,
        refund_rows.refusal(tx, one["attempt"], one["minor"], refund)
        if world.has("refund.check.replay") else "") or (
            world.has("refund.instead") and _is_made_instead(tx, one))


def _is_made_instead(tx, one):
    return any(refunds.may_stand_instead(one["no"], other["no"], other["origin"], other["state"])
               for other in refund_rows.of(tx, one["attempt"]).values())


def _replay(world, refund, who, mine):
    yield
    tx = yield from _lock_patiently(world, refund, who, "refund.lock.replay")
    if not tx or not sending.may_call_again(tx.rows["refund"][refund]["state"],
                                            tx.rows["refund"][refund]["send_no"], mine):
        return
    if _replay_refusal(world, tx, refund):
        return
    yield from _send(world, tx, refund, answers.REPLAY, who, mine)
