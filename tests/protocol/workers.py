"""The addon's methods as workers that can be stopped at every step.

Each is a generator that yields where a crash may strike or another worker may go on. They follow
models/attempt.py and services/collect.py step by step and decide with the pure package alone.
"""

from protocol import answers, keys, late, sending, states
from protocol.tables.base import Answer
from store import Conflict, Duplicate

EPOCH = "sim"


def prepare(world, move_id, who):
    """One transaction: lock, check, create."""
    tx = world.store.begin(who)
    while not tx.lock(("invoice", move_id)):
        yield
        tx = world.store.begin(who)
    invoice = tx.rows["invoice"][move_id]
    rows = [row for row in tx.rows["row"].values() if row["move"] == move_id]
    if invoice["residual"] <= 0 or world.stopped or any(row["live"] for row in rows):
        return
    no = max((row["no"] for row in rows), default=0) + 1
    minor = invoice["residual"]
    key = keys.derive(EPOCH, 1, move_id, no, minor, "EUR", "odoo", 7)
    tx.put("attempt", key, state=states.PREPARED, move=move_id, minor=minor, send_no=0,
           sent_at=None, lease=world.now + 600, since=world.now, provider_reference="",
           booked=False, extra=False, alarm=False, misjudged=False,
           token=f"tok-{key}")
    tx.put("row", key, move=move_id, no=no, live=True)
    yield
    tx.commit()


def execute(world, key, who):
    """Two phases with a commit between them; a re-run that finds `sending` never sends."""
    tx = world.store.begin(who)
    attempt = tx.rows["attempt"].get(key)
    if not attempt or not sending.may_begin(attempt["state"]):
        return
    if not tx.lock(("invoice", attempt["move"])) or not tx.lock(("attempt", key)):
        return
    yield
    if _refused(world, tx, attempt):
        _to(tx, key, states.CANCELED)
        tx.commit()
        return
    mine = attempt["send_no"] + 1
    _to(tx, key, states.SENDING, send_no=mine, sent_at=world.now, since=world.now)
    yield
    tx.commit()
    yield
    while True:
        tx = world.store.begin(who)
        attempt = tx.rows["attempt"][key]
        if not sending.may_call(attempt["state"], attempt["send_no"], mine):
            return
        if tx.lock(("invoice", attempt["move"])) and tx.lock(("attempt", key)):
            break
        world.store.release(who)
        yield
    if _refused(world, tx, attempt):
        _to(tx, key, states.CANCELED)
        tx.commit()
        return
    yield from _send(world, tx, key, answers.FIRST, who)


def _send(world, tx, key, kind, who):
    attempt = tx.rows["attempt"][key]
    yield
    wire = world.store.begin(f"{who}/wire")
    wire.put("wire", f"{key}/{attempt['send_no']}", minor=attempt["minor"], token=attempt["token"])
    wire.commit()
    yield
    answer = world.call(key, attempt["minor"], attempt["token"])
    yield
    verdict = answers.read("stripe", kind, answer, _expected(key, attempt))
    verdict = yield from _without_client(world, verdict, key, attempt, kind)
    if verdict.state:
        apply(world, tx, key, verdict)
    yield
    tx.commit()


def _without_client(world, verdict, key, attempt, kind):
    """Wants the client: cancelled at the provider, confirmed, then failed."""
    if not verdict.wants_client:
        return verdict
    intent = world.provider.cancel(verdict.provider_reference)
    yield
    if world.random.random() < 0.2:
        return answers.Verdict(states.UNKNOWN if kind == answers.FIRST else "", "no_answer")
    again = answers.read("stripe", answers.INQUIRY, Answer(200, intent), _expected(key, attempt))
    if again.state == states.CANCELED:
        return answers.Verdict(states.FAILED, verdict.code)
    return again if again.state else answers.Verdict(states.UNKNOWN)


def _expected(key, attempt):
    return answers.Expected(key, attempt["minor"], "EUR")


def _refused(world, tx, attempt):
    if world.stopped:
        return "stopped"
    residual = tx.rows["invoice"][attempt["move"]]["residual"]
    return "nothing_due" if residual < attempt["minor"] else ""


def _to(tx, key, state, restored=False, **values):
    """Change the state by the table; the live flag follows."""
    attempt = tx.rows["attempt"][key]
    result = states.move(attempt["state"], state, restored).result
    if result == "refused":
        raise AssertionError(f"refused: {attempt['state']} to {state}")
    tx.put("attempt", key, **{**values, "state": state})
    _live(tx, key)


def _live(tx, key):
    attempt = tx.rows["attempt"][key]
    live = states.is_live(attempt["state"], attempt["booked"], attempt["extra"])
    tx.put("row", key, live=live)


def apply(world, tx, key, verdict):
    """Believe a verdict: what the table allows, late successes as they must be."""
    attempt = tx.rows["attempt"][key]
    if states.move(attempt["state"], verdict.state).result != "moved":
        return
    values = {"since": world.now}
    if verdict.provider_reference:
        taken = [one for one, row in tx.rows["attempt"].items()
                 if row["provider_reference"] == verdict.provider_reference and one != key]
        if taken:
            return
        values["provider_reference"] = verdict.provider_reference
    if verdict.state == states.DONE:
        others = any(row["live"] and row["move"] == attempt["move"]
                     for one, row in tx.rows["row"].items() if one != key)
        success = late.on_success(attempt["state"], others)
        values.update(extra=success.extra, alarm=success.alarm or attempt["alarm"])
    _to(tx, key, verdict.state, **values)


def resolve(world, key, who):
    """Give up what was never sent; ask; where asking finds nothing, send what was recorded."""
    tx = world.store.begin(who)
    attempt = tx.rows["attempt"].get(key)
    if not attempt or not tx.lock(("invoice", attempt["move"])) or not tx.lock(("attempt", key)):
        world.store.release(who)
        return
    if sending.may_give_up(attempt["state"], bool(attempt["sent_at"]),
                           world.now > attempt["lease"]):
        _to(tx, key, states.CANCELED)
        tx.commit()
        return
    if not sending.may_ask(attempt["state"], world.now - attempt["since"], world.wait):
        world.store.release(who)
        return
    yield
    found = world.ask(key, attempt["provider_reference"])
    yield
    if found:
        verdict = answers.read("stripe", answers.INQUIRY, found, _expected(key, attempt))
        verdict = yield from _without_client(world, verdict, key, attempt, answers.INQUIRY)
        if verdict.state:
            apply(world, tx, key, verdict)
            yield
            tx.commit()
            return
    if attempt["state"] == states.SENDING:
        _to(tx, key, states.UNKNOWN)
    recorded = any(one.startswith(f"{key}/") for one in tx.rows["wire"])
    if found is None and world.can_list and sending.never_left(
            attempt["state"], recorded, False):
        _to(tx, key, states.CANCELED)
        tx.commit()
        return
    refusal = _replay_refusal(world, tx, key)
    if found is not None or refusal:
        tx.commit()
        return
    mine = attempt["send_no"] + 1
    tx.put("attempt", key, send_no=mine)
    yield
    tx.commit()
    yield
    tx = world.store.begin(who)
    attempt = tx.rows["attempt"][key]
    if not tx.lock(("invoice", attempt["move"])) or not tx.lock(("attempt", key)) or \
            not sending.may_call_again(attempt["state"], attempt["send_no"], mine) or \
            _replay_refusal(world, tx, key):
        world.store.release(who)
        return
    yield from _send(world, tx, key, answers.REPLAY, who)


def _replay_refusal(world, tx, key):
    attempt = tx.rows["attempt"][key]
    recorded = any(one.startswith(f"{key}/") for one in tx.rows["wire"])
    return sending.replay_refusal(
        attempt["state"], world.now - attempt["sent_at"], recorded, True,
        _refused(world, tx, attempt))


def told(world, key, intent, who):
    """A webhook, or the client's browser coming back with an object that it names itself."""
    for _try in range(5):
        tx = world.store.begin(who)
        attempt = tx.rows["attempt"].get(key)
        if not attempt:
            return
        verdict = answers.read(
            "stripe", answers.INQUIRY, Answer(200, intent), _expected(key, attempt))
        if not verdict.state or verdict.wants_client:
            return
        apply(world, tx, key, verdict)
        yield
        try:
            tx.commit()
            return
        except (Conflict, Duplicate):
            yield


def book(world, key, who):
    """One payment per attempt; an extra one is the client's credit."""
    tx = world.store.begin(who)
    attempt = tx.rows["attempt"].get(key)
    if not attempt or attempt["state"] != states.DONE or attempt["booked"]:
        return
    if not tx.lock(("invoice", attempt["move"])):
        return
    yield
    tx.put("payment", f"{key}/{who}", attempt=key, minor=attempt["minor"])
    if not attempt["extra"]:
        residual = tx.rows["invoice"][attempt["move"]]["residual"]
        tx.put("invoice", attempt["move"], residual=max(0, residual - attempt["minor"]))
    tx.put("attempt", key, booked=True)
    _live(tx, key)
    yield
    tx.commit()


def pay_outside(world, move_id, who):
    """The client pays by bank transfer: the accountant books it under the invoice's lock."""
    tx = world.store.begin(who)
    if not tx.lock(("invoice", move_id)):
        return
    yield
    tx.put("invoice", move_id, residual=0)
    tx.commit()


def decide(world, key, who):
    """A supervisor decides an unknown, sometimes wrongly."""
    tx = world.store.begin(who)
    attempt = tx.rows["attempt"].get(key)
    if not attempt or not sending.may_decide(attempt["state"], False) or \
            not tx.lock(("invoice", attempt["move"])) or not tx.lock(("attempt", key)):
        return
    found = world.provider.find(key, "")
    if found and found["status"] not in ("succeeded", "requires_payment_method"):
        return
    charged = bool(found) and found["status"] == "succeeded"
    misjudged = charged and world.random.random() < 0.6
    state = states.DONE if charged and not misjudged else states.CANCELED
    yield
    tx.put("attempt", key, misjudged=misjudged)
    apply(world, tx, key, answers.Verdict(state))
    tx.commit()
