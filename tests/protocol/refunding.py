"""Refunds as workers that can be stopped at every step: models/refund_order.py, refund_send.py,
refund_resolve.py and refund_hear.py, with instruction_send.py and instruction_resolve.py, step by
step, deciding with the pure package alone."""

import refund_books
from protocol import answers, refunds, sending, states
from protocol.tables.base import Answer
from store import Conflict

LEASE = 600
TRIES = 8
GIVEN = ("succeeded", "pending")
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


# -- ordering --------------------------------------------------------------------------------------

def order(world, dialog, who):
    """A click in a dialog: `dialog` holds attempt, number and amount as they were at opening."""
    yield from again_after_conflict(world, lambda: _order(world, dialog, who), who)


def _order(world, dialog, who):
    tx = world.store.begin(who)
    yield
    number = dialog["attempt"]
    if number not in tx.rows["attempt"] or not lock(tx, number):
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
    yield from execute(world, refund, who)


def _prepare(world, tx, number, no, minor):
    """The refund of that number, new or known; None when it is refused."""
    attempt, mine = tx.rows["attempt"][number], of(tx, number)
    known = next((key for key, one in mine.items() if one["no"] == no), None)
    if known and world.has("refund.known"):
        return known if mine[known]["minor"] == minor else None
    if world.has("refund.live") and any(refunds.is_live(one["state"]) for one in mine.values()):
        return None
    if refusal(tx, number, minor):
        return None
    if world.tells_refunds and world.has("refund.look") and _look_for_others(world, tx, number):
        return None
    if world.has("refund.next") and no != attempt["refund_no"] + 1:
        return None
    return insert(world, tx, number, no=no, minor=minor, state=states.PREPARED, origin="odoo",
                  key=refunds.derive(attempt["key"], no, minor, "EUR"))


def insert(world, tx, number, **values):
    """A row of an attempt; its number makes racing workers fail on the attempt's own row."""
    tx.put("attempt", number,
           refund_no=max(tx.rows["attempt"][number]["refund_no"], values["no"]))
    refund = tx.add("refund", **{
        "attempt": number, "booked": False, "entry": None, "told": False, "send_no": 0,
        "sent_at": None, "since": world.now, "provider_reference": "", "misjudged": False,
        "book_problem": False, **values})
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


# -- sending ---------------------------------------------------------------------------------------

def execute(world, refund, who):
    """Two phases with a commit between them; a re-run that finds `sending` never sends."""
    world.store.release(f"{who}/slot")
    if world.has("slot") and not world.take_slot(who):
        return
    tx = world.store.begin(who)
    yield
    one = tx.rows["refund"][refund]
    if not lock(tx, one["attempt"], refund) or not sending.may_begin(one["state"]):
        return
    if world.has("refund.lease") and world.now - one["since"] >= LEASE:
        believe(world, tx, refund, answers.Verdict(states.CANCELED, "lease_over"))
        tx.commit()
        return
    if _call_off_refused(world, tx, refund):
        tx.commit()
        return
    mine = one["send_no"] + 1
    to(world, tx, refund, states.SENDING, send_no=mine, sent_at=world.now)
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
    code = refusal(tx, one["attempt"], one["minor"], refund)
    return code and believe(world, tx, refund, answers.Verdict(states.CANCELED, code))


def _lock_patiently(world, refund, who, guard):
    """The new transaction, None when it is busy."""
    for _try in range(TRIES):
        tx = world.store.begin(who)
        yield
        try:
            if not world.has(guard) or lock(tx, tx.rows["refund"][refund]["attempt"], refund):
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
    verdict = refunds.read("stripe", kind, answer, expected(one))
    try:
        believe(world, tx, refund, verdict)
        yield
        tx.commit()
    except Conflict:
        # Once more in a transaction of its own.
        world.store.release(who)
        tx = yield from _lock_patiently(world, refund, who, "refund.lock.send")
        if tx and sending.may_call_again(tx.rows["refund"][refund]["state"],
                                         tx.rows["refund"][refund]["send_no"], mine):
            believe(world, tx, refund, verdict)
            tx.commit()


def expected(one):
    return answers.Expected(one["key"], one["minor"], "EUR")


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
            not lock(tx, one["attempt"], refund)):
        return
    mine = 0
    if sending.may_give_up(one["state"], bool(one["sent_at"]), True):
        believe(world, tx, refund, answers.Verdict(states.CANCELED, "never_sent"))
    elif one["state"] in OPEN:
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
        verdict = refunds.read("stripe", answers.INQUIRY, answer, expected(one))
        if verdict.state == one["state"] or believe(world, tx, refund, verdict):
            return 0
    if one["state"] == states.SENDING:
        to(world, tx, refund, states.UNKNOWN)
    if answer is not None and world.has("refund.silence"):
        return 0
    return _begin_replay(world, tx, refund)


def _begin_replay(world, tx, refund):
    one = tx.rows["refund"][refund]
    if sending.never_left(one["state"], _recorded(tx, one), False):
        believe(world, tx, refund, answers.Verdict(states.CANCELED, "never_left"))
        return 0
    if _replay_refusal(world, tx, refund):
        return 0
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
        refusal(tx, one["attempt"], one["minor"], refund)
        if world.has("refund.check.replay") else "")


def _replay(world, refund, who, mine):
    yield
    tx = yield from _lock_patiently(world, refund, who, "refund.lock.replay")
    if not tx or not sending.may_call_again(tx.rows["refund"][refund]["state"],
                                            tx.rows["refund"][refund]["send_no"], mine):
        return
    if _replay_refusal(world, tx, refund):
        return
    yield from _send(world, tx, refund, answers.REPLAY, who, mine)


# -- hearing ---------------------------------------------------------------------------------------

def hear(world, number, event, who):
    """A webhook, or a line of a list: what it says is a hint, and asked about under the lock."""
    yield from again_after_conflict(world, lambda: _hear(world, number, event, who), who)


def _hear(world, number, event, who):
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or not lock(tx, number):
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
    refund = _known(world, tx, number, told)
    counted = refund and refunds.counts(tx.rows["refund"][refund]["state"])
    if told["status"] in GIVEN and not counted and (
            told["amount"] > attempt["minor"] - attempt["refunding"]):
        return
    taken = any(one["key"] == key_of(told) for one in tx.rows["refund"].values())
    refund = refund or insert(
        world, tx, number, key=told["id"] if taken else key_of(told) or told["id"],
        no=attempt["refund_no"] + 1, minor=told["amount"], origin="provider", sent_at=world.now,
        provider_reference=told["id"], state=_heard_state(world, told))
    one = tx.rows["refund"][refund]
    verdict = refunds.read("stripe", answers.INQUIRY, Answer(200, told), expected(one))
    if verdict.state != one["state"] or not one["provider_reference"]:
        believe(world, tx, refund, verdict)


def _look_for_others(world, tx, number):
    """Whether nothing may leave: the provider does not say what went back of this charge, or has
    something that is not known here, which is taken over."""
    listed = world.refunds_of(tx.rows["attempt"][number])
    if listed is None:
        return True
    news = [told for told in listed
            if told["status"] in GIVEN and not _known(world, tx, number, told)]
    for told in news:
        take_over(world, tx, number, told)
    if news:
        tx.commit()
    return bool(news)


def _heard_state(world, told):
    """One that failed counts for nothing: there may be no room for it any more."""
    over = told["status"] in ("failed", "canceled") and world.has("refund.hear.failed")
    return states.FAILED if over else states.PENDING


def key_of(told):
    return told["metadata"].get("quittance_refund", "")


def _known(world, tx, number, told):
    return next((key for key, one in of(tx, number).items()
                 if world.has("refund.known.id") and one["provider_reference"] == told["id"]
                 or world.has("refund.known.key") and one["key"] == key_of(told)
                 and not one["provider_reference"]), None)
