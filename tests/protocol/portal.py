"""The client pays online: models/attempt_portal.py as workers. The index decides, the payment
before is asked about, and what may still be paid in a browser keeps its invoice."""

import facts
import methods
import workers
from protocol import answers, preflight, states
from protocol.tables.base import Answer
from refund_rows import again_after_conflict

SESSION_SECONDS = 1800
PAGE_SECONDS = 3 * 3600  # a page that cannot be closed is over by then


def is_page(attempt):
    """Paid on a page, and not on a method that he has stored."""
    return attempt["rail"] == "portal" and not attempt["method"]


def is_open_session(attempt):
    """A payment page that was shown and not answered yet."""
    return is_page(attempt) and attempt["state"] == states.SENDING


def as_the_page_says(world, attempt, told):
    """A declined try on a page that cannot be closed ends nothing: the page says whether it is
    over."""
    if world.can_close or not is_page(attempt) or not told.get("last_payment_error") or (
            not world.has("portal.page.says")):
        return told
    return world.provider.find(attempt["key"], attempt["provider_reference"]) or told


def pay_online(world, move_id, who):
    """A click of *Pay*: each makes a new transaction, once there is room. Not of what a person has
    opened again."""
    yield from again_after_conflict(world, lambda: _pay_online(world, move_id, who), who)


def _pay_online(world, move_id, who):
    tx = world.store.begin(who)
    yield
    minor = yield from _may_pay(world, tx, move_id)
    if not minor:
        return
    number = _create(world, tx, move_id, minor)
    yield
    shown = world.provider.open(tx.rows["attempt"][number]["key"], minor)
    tx.put("attempt", number, provider_reference=shown)
    yield
    tx.commit()
    world.pages.append(shown)


def pay_stored(world, move_id, who):
    """The client pays with a method that he has stored: created, committed, and then sent as
    every charge is."""
    yield from again_after_conflict(world, lambda: _pay_stored(world, move_id, who), who)


def _pay_stored(world, move_id, who):
    tx = world.store.begin(who)
    yield
    client = tx.rows["invoice"][move_id]["client"]
    method = world.random.choice(list(tx.rows["method"]))
    minor = yield from _may_pay(world, tx, move_id)
    problem = methods.problem(tx, method, client, facts.day_of(world.now))
    if not minor or preflight.reason(facts.facts(
            world, tx, move_id, method, problem, origin="client"),
            facts.OVERRIDES["client"]) != preflight.COLLECT:
        return
    number = _create(world, tx, move_id, minor, states.PREPARED, method)
    yield
    if not world.has("portal.stored.commit"):
        workers.to(tx, number, states.SENDING, send_no=1, sent_at=world.now)
        yield from workers.send(world, tx, number, answers.FIRST, who, 1)
        return
    tx.commit()
    yield
    yield from workers.execute(world, number, who)
    yield from workers.book(world, number, who)


def _may_pay(world, tx, move_id):
    """What he pays now, 0 when there is no room or nothing is open. He pays nothing twice that a
    person has opened again."""
    if move_id in world.undone or not (yield from _make_room(world, tx, move_id)):
        return 0
    invoice = tx.rows["invoice"][move_id]
    minor = world.random.choice((invoice["residual"], invoice["residual"], invoice["total"]))
    if world.has("portal.live") and _live(tx, move_id) or (
            world.has("portal.residual") and minor > invoice["residual"]):
        return 0
    return minor


def _create(world, tx, move_id, minor, state=states.SENDING, method=0):
    """The attempt, in the transaction that makes the payment: a page's is sent at once."""
    no = facts.next_no(tx, move_id)
    world.payments += 1
    key = f"S{move_id}-{world.payments}"
    number = tx.add(
        "attempt", key=key, state=state, move=move_id, minor=minor, method=method,
        origin="client", run="", rail="portal", is_debit=methods.is_debit(tx, method), send_no=0,
        sent_at=None if method else world.now, lease=world.now, since=world.now,
        provider_reference="", booked=False, extra=False, alarm=False, misjudged=False, code="",
        advice="", token=f"tok-{key}", refund_no=0, refunding=0, closed=False, restored_row=False)
    tx.add("row", attempt=number, move=move_id, no=no, live=True)
    tx.add("event", attempt=number, before="", after=state)
    return number


def _live(tx, move_id):
    return [row["attempt"] for row in facts.rows_of(tx, move_id) if row["live"]]


def _make_room(world, tx, move_id):
    """Whether there is room: asks about the payment before, and closes it."""
    for row in facts.rows_of(tx, move_id):
        if facts.may_still_be_paid(tx.rows["attempt"][row["attempt"]]) and (
                world.has("portal.declined")):
            yield from close_session(world, tx, row["attempt"])
        if facts.may_still_be_paid(tx.rows["attempt"][row["attempt"]]) and (
                world.has("portal.still.open")):
            return False
    for number in _live(tx, move_id):
        attempt = tx.rows["attempt"][number]
        if attempt["rail"] == "portal" and attempt["state"] == states.PREPARED:
            workers.believe(world, tx, number, answers.Verdict(states.CANCELED, "never_left"))
            continue
        if not is_open_session(attempt):
            if world.has("portal.live"):
                return False
            continue
        if not world.can_close:
            return False  # the same page is shown again
        if not tx.lock(("invoice", move_id), ("attempt", number)):
            return False
        yield from close_session(world, tx, number)
        tx.commit()
        yield
        state = tx.rows["attempt"][number]["state"]
        if state in states.OPEN or state == states.DONE:
            return False
    return True


def close_session(world, tx, number):
    """Ask about the client's session; cancel it where nobody has paid."""
    attempt = tx.rows["attempt"][number]
    if not world.can_close and world.has("portal.left.open"):
        if attempt["state"] == states.SENDING:
            workers.to(tx, number, states.UNKNOWN)
        else:
            tx.put("attempt", number, closed=True)
        return
    if not world.can_close or not world.has("portal.asks"):
        _take(world, tx, number, answers.Verdict(states.CANCELED, "left"))
        return
    answer = world.ask(attempt["key"], attempt["provider_reference"])
    yield
    if answer is None:
        workers.believe(world, tx, number, answers.Verdict(states.CANCELED, "never_opened"))
        return
    verdict = _read(attempt, answer)
    if verdict.is_open or verdict.state == states.FAILED and verdict.provider_reference:
        decline = verdict if verdict.state == states.FAILED else None
        verdict = _read(attempt, world.cancel_page(verdict.provider_reference))
        if not world.has("portal.confirmed"):
            verdict = answers.Verdict(states.CANCELED, "canceled")
        yield
        if verdict.state == states.CANCELED:
            tx.put("attempt", number, closed=True)
            verdict = decline if decline and attempt["state"] == states.SENDING else verdict
    _take(world, tx, number, verdict)


def _read(attempt, answer):
    return answers.read("stripe", answers.INQUIRY, answer, workers.expected(attempt))


def _take(world, tx, number, verdict):
    if tx.rows["attempt"][number]["state"] != states.FAILED or verdict.state == states.DONE:
        workers.believe(world, tx, number, verdict)
    elif verdict.state == states.CANCELED:
        tx.put("attempt", number, closed=True)


def resolve(world, tx, number):
    """What has lain open for half an hour, and declined pages that are not closed."""
    attempt = tx.rows["attempt"][number]
    age = world.now - attempt["since"]
    if facts.may_still_be_paid(attempt) or is_open_session(attempt) and age >= SESSION_SECONDS:
        yield from close_session(world, tx, number)
        yield
        tx.commit()


class PortalWorld:
    """A part of World: clients pay on pages that stay open in their browsers."""

    def begin_portal(self):
        self.pages, self.payments, self.can_close = [], 0, True
        if self.kind == "portal":
            self.can_list = True
            self.can_close = self.random.random() < 0.7
            self.provider.page_seconds = 0 if self.can_close else PAGE_SECONDS

    def cancel_page(self, intent_id):
        """The provider's answer to cancelling, which may be lost."""
        intent = self.provider.cancel(intent_id)
        if not self.quiet and self.random.random() < 0.2:
            return Answer(0, problem="the reply was lost")
        return Answer(200, intent)

    def start_portal(self, who):
        pay = pay_stored if self.random.random() < 0.3 else pay_online
        return pay(self, self._any_move(), who)
