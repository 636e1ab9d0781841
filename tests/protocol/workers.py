"""The addon's methods as workers that can be stopped at every step.

Each is a generator that yields where a crash may strike or another worker may go on. They follow
models/attempt_prepare.py, instruction_send.py, attempt_send.py and attempt_book.py step by step
and decide with the pure package alone. `world.has(name)` is False where a mutant has taken that
guard away.
"""

import facts
import methods
from protocol import answers, keys, late, preflight, retry, sending, states
from protocol.tables.base import Answer
from store import Conflict

LEASE = 3600
TRIES = 8


def order_of(world, tx, move_id, origin="run", run="r"):
    """What the connector asks `prepare` for, as `candidates` told it; None: not collected."""
    invoice = tx.rows["invoice"][move_id]
    method, problem = methods.choose(tx, invoice["client"], facts.day_of(world.now))
    found = facts.facts(world, tx, move_id, method, problem)
    if preflight.reason(found, facts.OVERRIDES[origin]) != preflight.COLLECT:
        return None
    order = {"move": move_id, "no": facts.next_no(tx, move_id), "minor": found.due,
             "method": method, "origin": origin, "run": run if origin == "run" else ""}
    return {**order, "key": derive(world, order)}


def derive(world, order, epoch=""):
    return keys.derive(epoch or world.epochs[-1], 1, order["move"], order["no"], order["minor"],
                       "EUR", "odoo", order["method"])


def prepare(world, order, who):
    """One transaction: lock, check, create. An order may come twice, and late."""
    tx = world.store.begin(who)
    yield
    if any(one["key"] == order["key"] for one in tx.rows["attempt"].values()):
        return
    if world.has("lock.prepare") and not tx.lock(("invoice", order["move"])):
        return
    yield
    if world.has("check.prepare") and _order_refused(world, tx, order):
        return
    number = tx.add(
        "attempt", key=order["key"], state=states.PREPARED, move=order["move"],
        minor=order["minor"], method=order["method"], origin=order["origin"], run=order["run"],
        is_debit=methods.is_debit(tx, order["method"]), send_no=0, sent_at=None,
        lease=world.now + LEASE, since=world.now, provider_reference="", booked=False, extra=False,
        alarm=False, misjudged=False, code="", advice="", token=f"tok-{order['key']}",
        refund_no=0, refunding=0, rail="odoo", closed=False, restored_row=False)
    tx.add("row", attempt=number, move=order["move"], no=order["no"],
           live=states.is_live(states.PREPARED, False, False))
    _tell(tx, number, "", states.PREPARED)
    yield
    seen = tx.rows
    tx.commit()
    world.prepared(number, seen)


def _order_refused(world, tx, order):
    problem = methods.asked(tx, order["method"], tx.rows["invoice"][order["move"]]["client"],
                            facts.day_of(world.now))
    found = facts.facts(world, tx, order["move"], order["method"], problem)
    code = preflight.reason(found, facts.OVERRIDES[order["origin"]])
    if code != preflight.COLLECT:
        return code
    if not 0 < order["minor"] <= found.due:
        return "nothing_due"
    if world.has("number.next") and order["no"] != facts.next_no(tx, order["move"]):
        return "live_attempt"
    if world.has("key.derived") and order["key"] != derive(world, order):
        return "wrong_key"
    waiting = [one for one in tx.rows["attempt"].values() if one["state"] == states.PREPARED]
    return facts.covering(world, tx, order)[1] or facts.too_much(
        tx, order["minor"], facts.day_of(world.now), order["run"], waiting=waiting)


# -- sending ---------------------------------------------------------------------------------------

def execute(world, number, who):
    """Two phases with a commit between them; a re-run that finds `sending` never sends."""
    if world.has("slot") and not world.take_slot(who):
        return
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or not tx.lock(("invoice", attempt["move"]), ("attempt", number)):
        return
    if not sending.may_begin(attempt["state"]):
        return
    if world.has("restore.age") and not sending.may_send_first(
            world.now - attempt["since"], LEASE, True):
        return
    yield
    code = facts.refusal(world, tx, number)
    if not code:
        code = yield from count(world, attempt, who)
    if code:
        _call_off(world, tx, number, code)
        tx.commit()
        return
    mine = attempt["send_no"] + 1
    to(tx, number, states.SENDING, send_no=mine, sent_at=world.now, since=world.now)
    yield
    if world.has("commit.sending"):
        tx.commit()
    yield
    tx = yield from lock_patiently(world, tx, number, who, "lock.send")
    if not tx:
        return
    attempt = tx.rows["attempt"][number]
    if not sending.may_call(attempt["state"], attempt["send_no"], mine):
        return
    code = world.has("check.send") and facts.refusal(world, tx, number)
    if code:
        _call_off(world, tx, number, code)
        tx.commit()
        return
    yield from send(world, tx, number, answers.FIRST, who, mine)


def lock_patiently(world, tx, number, who, guard):
    """Lock, waiting a little: nothing was sent yet. The new transaction, None when it is busy."""
    if not world.has("commit.sending"):
        return tx
    for _try in range(TRIES):
        tx = world.store.begin(who)
        yield
        names = (("invoice", tx.rows["attempt"][number]["move"]), ("attempt", number))
        try:
            if not world.has(guard) or tx.lock(*names):
                return tx
        except Conflict:
            pass
        world.store.release(who)
        yield
    return None


def count(world, attempt, who):
    """Counted before it is sent, through a cursor of its own that sees what others committed."""
    if not world.has("caps.counted") or attempt["origin"] == "client":
        return ""  # what a client pays himself is never counted
    mine, day = f"{who}/caps", facts.day_of(world.now)
    while world.has("caps.lock") and world.store.locks.setdefault("caps", mine) != mine:
        yield
    tx = world.store.begin(mine)
    release, code = facts.covering(world, tx, attempt) if world.has("release.covers") else (0, "")
    code = code or facts.too_much(tx, attempt["minor"], day, attempt["run"], attempt["key"])
    above = tx.rows["settings"][1]["release_above"]
    if not code and above and attempt["run"] and not release and world.has("release.unreleased"):
        sent = facts.used(tx, day, attempt["run"], attempt["key"])[2]
        code = "not_released" if sent + attempt["minor"] > above else ""
    yield
    if not code:
        known = next((number for number, one in tx.rows["use"].items()
                      if one["key"] == attempt["key"]), None)
        values = {"key": attempt["key"], "day": day, "run": attempt["run"], "release": release,
                  "minor": attempt["minor"]}
        tx.put("use", known, **values) if known else tx.add("use", **values)
    tx.commit()
    return code


def send(world, tx, number, kind, who, mine):
    """Record what will leave, call, read the answer, commit."""
    attempt = tx.rows["attempt"][number]
    yield
    if kind == answers.FIRST and world.has("record.first"):
        wire = world.store.begin(f"{who}/wire")
        wire.add("wire", key=attempt["key"], send_no=mine, minor=attempt["minor"],
                 token=attempt["token"])
        wire.commit()
    yield
    world.leaves(tx, number, kind)
    answer = world.call(attempt["key"], attempt["minor"], world.bytes_of(attempt, kind),
                        attempt["method"], attempt["is_debit"])
    yield
    verdict = answers.read("stripe", kind, answer, expected(attempt))
    verdict = yield from without_client(world, verdict, attempt, kind)
    if verdict.state:
        believe(world, tx, number, verdict)
    yield
    tx.commit()


def without_client(world, verdict, attempt, kind):
    """Wants the client: cancelled at the provider, confirmed, then failed."""
    if not verdict.wants_client or not world.has("client.cancelled"):
        return verdict
    unclear = answers.Verdict(states.UNKNOWN if kind == answers.FIRST else "", "no_answer", "",
                              verdict.provider_reference)
    intent = world.provider.cancel(verdict.provider_reference)
    yield
    if not world.quiet and world.random.random() < 0.2:
        return unclear
    again = answers.read("stripe", answers.INQUIRY, Answer(200, intent), expected(attempt))
    if again.state == states.CANCELED:
        return answers.Verdict(states.FAILED, verdict.code, "", verdict.provider_reference)
    return again if again.state and not again.wants_client else unclear


def expected(attempt):
    return answers.Expected(attempt["key"], attempt["minor"], "EUR")


# -- states ----------------------------------------------------------------------------------------

def _call_off(world, tx, number, code):
    """Proven unsent, but while a restore is open."""
    if tx.rows["settings"][1]["restore_open"] and world.has("restore.call_off"):
        return
    believe(world, tx, number, answers.Verdict(states.CANCELED, code))


def to(tx, number, state, restored=False, **values):
    """Change the state by the table; the live flag and the history follow. False: refused."""
    attempt = tx.rows["attempt"][number]
    result = states.move(attempt["state"], state, restored).result
    if result == "refused":
        return False
    tx.put("attempt", number, **{**values, "state": state})
    if result == "moved":
        _tell(tx, number, attempt["state"], state)
    live(tx, number)
    return True


def _tell(tx, number, before, after):
    tx.add("event", attempt=number, before=before, after=after)


def live(tx, number):
    attempt = tx.rows["attempt"][number]
    row = next(key for key, row in tx.rows["row"].items() if row["attempt"] == number)
    tx.put("row", row, live=states.is_live(attempt["state"], attempt["booked"], attempt["extra"]))


def believe(world, tx, number, verdict):
    """What a verdict decides: by the table, late successes as they must be."""
    attempt = tx.rows["attempt"][number]
    if attempt["state"] == states.FAILED and verdict.state == states.CANCELED:
        tx.put("attempt", number, closed=True)  # its page was closed after the decline
    if states.move(attempt["state"], verdict.state).result != "moved":
        return False
    if verdict.state == states.DONE and attempt["state"] == states.RETURNED and (
            world.has("returned.stays")):
        return False
    values = {"since": world.now, "code": verdict.code, "advice": verdict.advice}
    if verdict.provider_reference:
        if any(row["provider_reference"] == verdict.provider_reference and one != number
               for one, row in tx.rows["attempt"].items()):
            return False
        values["provider_reference"] = verdict.provider_reference
    if verdict.state == states.DONE:
        others = any(row["live"] for row in facts.rows_of(tx, attempt["move"])
                     if row["attempt"] != number)
        success = late.on_success(attempt["state"], others)
        values.update(alarm=success.alarm or attempt["alarm"])
        if attempt["state"] in (states.FAILED, states.CANCELED):
            values.update(extra=success.extra)
    moved = to(tx, number, verdict.state, **values)
    if moved:
        replan(tx, attempt["move"], tx.rows["attempt"][number]["method"])
    return moved


def replan(tx, move_id, method):
    """The invoice's one plan, made anew; what a person set ends with the outcome of a try."""
    done = facts.tries(tx, facts.rows_of(tx, move_id))
    if not done:
        return
    plan = retry.plan(done, method, facts.POLICY)
    known = next((key for key, row in tx.rows["retry"].items() if row["move"] == move_id), None)
    if not known and plan.reason in ("nothing", "new_method"):
        return
    values = {"move": move_id, "by_person": False, "next_on": plan.next_on}
    tx.put("retry", known, **values) if known else tx.add("retry", **values)


# -- booking ---------------------------------------------------------------------------------------

def book(world, number, who, locked=True):
    """One payment per attempt; an extra one is the client's credit. `locked` is False for Odoo's
    own post-processing, which asks us to book and takes no lock of ours."""
    tx = world.store.begin(who)
    yield
    attempt = tx.rows["attempt"].get(number)
    if not attempt or locked and not tx.lock(("attempt", number)):
        return
    if attempt["state"] != states.DONE or world.has("book.once") and attempt["booked"]:
        return
    yield
    into_books(tx, number)
    yield
    tx.commit()


def into_books(tx, number):
    """The payment of a success, on its invoice."""
    attempt = tx.rows["attempt"][number]
    residual = tx.rows["invoice"][attempt["move"]]["residual"]
    applied = 0 if attempt["extra"] else min(residual, attempt["minor"])
    tx.add("payment", attempt=number, move=attempt["move"], applied=applied,
           minor=attempt["minor"], reset=False)
    if applied:
        tx.put("invoice", attempt["move"], residual=residual - applied)
    tx.put("attempt", number, booked=True)
    live(tx, number)


def hold_invoice(tx, move_id, cause="person", look=True):
    """Held already: that hold, unchanged. `look`: whether somebody has released it meanwhile."""
    subject = ("invoice", move_id)
    current = next((key for key, one in tx.rows["hold"].items()
                    if one["active"] and one["subject"] == subject), None)
    if not current:
        tx.add("hold", subject=subject, active=True, cause=cause)
    elif look and not tx.lock(("hold", current)):
        raise Conflict(f"hold {current}")
