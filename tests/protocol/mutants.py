"""Every guard, and what the world is like without it.

A mutant takes one guard away in memory: a unique index of the store, a step of the workers (which
follow the models), or a decision of the pure package. `test_mutants.py` sees each of them noticed.
"""

import contextlib
from dataclasses import dataclass
from unittest import mock

import facts
from protocol import answers, caps, keys, late, preflight, retry, sending, states
from protocol.tables import stripe
from protocol.tables.base import Answer
from store import INDEXES, one_payment


@dataclass(frozen=True)
class Mutant:
    """`without` names of steps, `indexes` those dropped, `patches`: (object, name, value), `kind`
    that of the worlds in which it is looked for."""

    name: str
    without: tuple = ()
    indexes: tuple = ()
    patches: tuple = ()
    kind: str = "charges"

    def unique(self):
        """The store's indexes without those that are dropped."""
        return {table: tuple(one for one in found if one not in self.indexes)
                for table, found in INDEXES.items()}

    @contextlib.contextmanager
    def at_work(self):
        """The pure package as the mutant leaves it, while inside."""
        with contextlib.ExitStack() as stack:
            for target, name, value in self.patches:
                stack.enter_context(mock.patch.object(target, name, value))
            yield


NONE = Mutant("as it is")


# -- the pure package ------------------------------------------------------------------------------

def always(module, name, position, value):
    """The function with one of its arguments always the same."""
    real = getattr(module, name)

    def mutant(*values):
        values = list(values)
        values[position] = value
        return real(*values)
    return Mutant(f"{name} with argument {position} = {value!r}",
                  patches=((module, name, mutant),))


def says(label, module, name, value, without=()):
    return Mutant(label, without, patches=((module, name, value),))


def not_live(label, *freed):
    real = states.is_live
    return says(label, states, "is_live", lambda state, booked, extra: (
        state not in freed and real(state, booked, extra)))


def without_reason(*codes):
    """The preflight without these reasons."""
    real = preflight.reason
    return says(f"preflight without {', '.join(codes)}", preflight, "reason",
                lambda found, overrides=(): real(found, set(overrides) | set(codes)))


def _answers_taken_for(label, meaning, state, *kinds):
    real = answers.state_of
    return says(label, answers, "state_of", lambda kind, finding: (
        state if finding.meaning == meaning and (not kinds or kind in kinds)
        else real(kind, finding)))


def _without_difference(code):
    real = stripe._difference
    return says(f"answers are believed though {code}", stripe, "_difference",
                lambda intent, expected: (
                     "" if real(intent, expected) == code else real(intent, expected)))


def _retry_says(label, **changed):
    real = retry.plan

    def plan(*values):
        found = real(*values)
        return facts.NO_PLAN if all(getattr(found, name) == value
                                    for name, value in changed.items()) else found
    return says(label, retry, "plan", plan)


def table_without(first, then, label=""):
    """A move that the table does not know."""
    return says(label or f"{first} never becomes {then}", states, "MOVES", {
        pair: alarm for pair, alarm in states.MOVES.items() if pair != (first, then)})


def _table_with(first, then):
    return says(f"{first} may become {then}", states, "MOVES",
                {**states.MOVES, (first, then): False})


def pure():
    """Mutants of the package's decisions."""
    # The key stops it for a day, and then the age of what was prepared.
    yield says("a re-run sends again", sending, "may_begin",
               lambda state: state in (states.PREPARED, states.SENDING), without=("restore.age",))
    yield always(sending, "may_call", 0, states.SENDING)
    yield says("sending is given up like prepared, and unasked", sending, "may_give_up",
               lambda state, sent, over: state in (states.PREPARED, states.SENDING),
               without=("restore.give_up",))
    yield always(sending, "replay_refusal", 1, 0)
    yield always(sending, "replay_refusal", 4, "")
    yield not_live("an unknown frees the invoice", states.UNKNOWN)
    yield not_live("a pending debit frees the invoice", states.PENDING)
    yield not_live("a sent attempt frees the invoice", states.SENDING)
    yield not_live("a prepared attempt frees the invoice", states.PREPARED)
    yield not_live("an unbooked success frees the invoice", states.DONE)
    yield _answers_taken_for("no answer means failed", "unclear", states.FAILED, answers.FIRST)
    yield _answers_taken_for("no answer means not executed", "unclear", states.CANCELED,
                             answers.FIRST)
    yield _answers_taken_for("no answer means success", "unclear", states.DONE)
    yield _answers_taken_for("pending is success", "pending", states.DONE)
    yield _without_difference("other_reference")
    yield table_without(states.CANCELED, states.DONE)
    yield says("nothing is too much for a cap", caps, "fit",
               lambda amounts, rooms: ["" for _one in amounts])
    for code in ("stopped", "held_invoice", "held_client", "blocked",
                 "wait_after_sent", "never_sent", "above_cap", "collected_before"):
        yield without_reason(code)
    yield says("there is always a reason to wait", preflight, "reason",
               lambda found, overrides=(): "retry_wait")
    yield without_reason("retry_wait")
    yield without_reason("retry_over")
    yield _retry_says("a decline for ever is forgotten", kind=retry.NEVER)


# -- the steps of the models -----------------------------------------------------------------------

STEPS = {
    "lock.prepare": "the invoice's lock while an attempt is prepared",
    "lock.send": "the locks under which a charge leaves",
    "lock.replay": "the locks under which a recorded charge is sent again",
    "check.prepare": "the checks when an attempt is prepared",
    "check.send": "and once more under the lock under which it leaves",
    "check.replay": "and before a recorded charge is sent again",
    "collect.all": "a run forgets no invoice that it may collect",
    "key.derived": "an order's key follows from its values",
    "commit.sending": "`sending` is committed before the call",
    "record.first": "what leaves is recorded before it leaves",
    "caps.counted": "a charge is counted before it is sent",
    "caps.lock": "charges are counted one at a time",
    "release.covers": "a run's charge is looked up on the released lists",
    "release.unreleased": "what nobody released stays below the threshold together",
    "release.four_eyes": "who posted an invoice does not release it",
    "slot": "so many calls to a provider at once",
    "client.cancelled": "what wants the client is cancelled at the provider",
    "returned.stays": "an old success undoes no return",
    "hold.after_return": "an invoice whose money came back is held",
    "hold.seen": "a hold that was released meanwhile does not stand for a new one",
    "ask.first": "the provider is asked before anything is sent again",
    "silence.waits": "silence is not answered by sending",
    "reset.refused": "an invoice is not reset while an attempt is live",
    "reset.unseen": "nor under one that its transaction cannot see",
}


# Noticed by a story (test_scenarios.py), or by a decision (DECISIONS), not by chance.
IN_STORIES = {"record.first", "release.four_eyes", "release.unreleased", "hold.seen",
              "number.next"}
# Two guards that hold the same thing are missed when both are gone.
TOGETHER = (
    (("book.once",), (one_payment,)), (("release.covers", "release.unreleased"), ()),
    (("reset.refused", "reset.unseen"), ()),
)


def together(names, indexes, label="", **more):
    """A mutant without all of these."""
    names_ = (*names, *(one.__name__ for one in indexes))
    return Mutant(label + " and ".join(names_), names, indexes, **more)


def steps():
    """Mutants that leave out a step, or two that hold the same thing, or one and its index."""
    behind = {name for names, _indexes in TOGETHER for name in names}
    for name in STEPS:
        if name not in IN_STORIES | behind or name == "reset.unseen":
            yield Mutant(name, without=(name,))
    for names, indexes in TOGETHER:
        yield together(names, indexes)


# Left aside is what is there for order alone: the locks of asking, deciding, reversing and booking
# (the first to write the row wins), locks and checks of the first phase of sending (the second looks
# again under its own).
WORLDS = [*pure(), *steps()]


# -- decisions -------------------------------------------------------------------------------------

def _same_key(part):
    """The reference of two debts that differ in one part alone."""
    values = {"epoch": "e", "company_id": 1, "move_id": 2, "no": 3, "minor": 4, "currency": "EUR",
              "rail": "odoo", "method_id": 5}
    return keys.derive(**values) == keys.derive(**{**values, part: "other"})


def _intent(**changed):
    body = {"object": "payment_intent", "id": "pi", "description": "q1", "amount": 100,
            "currency": "eur", "status": "succeeded", **changed}
    return answers.read("stripe", answers.INQUIRY, Answer(200, body),
                        answers.Expected("q1", 100, "EUR")).state


def _without_part(part):
    real = keys.derive
    return says(f"keys without the {part}", keys, "derive",
                lambda **values: real(**{**values, part: ""}))


def decisions():
    """(mutant, what must be true): guards that stand behind others and that chance rarely needs."""
    yield (says("whose send it is does not matter", sending, "may_call",
                lambda state, send_no, mine: state == states.SENDING),
           lambda: not sending.may_call(states.SENDING, 2, 1))
    yield (says("whose replay it is does not matter", sending, "may_call_again",
                lambda state, send_no, mine: True),
           lambda: not sending.may_call_again(states.UNKNOWN, 2, 1))
    yield (table_without(states.FAILED, states.DONE),
           lambda: states.move(states.FAILED, states.DONE).result == "moved")
    yield (_table_with(states.DONE, states.FAILED),
           lambda: states.move(states.DONE, states.FAILED).result == "refused")
    yield (says("a late success is never extra", late, "on_success",
                lambda state, other: late.Success(False, state in ("failed", "canceled"))),
           lambda: late.on_success(states.FAILED, True).extra)
    yield (without_reason("nothing_due"),
           lambda: preflight.reason(preflight.Facts(facts.FIRST_DAY)) == "nothing_due")
    yield (without_reason("live_attempt", "unknown_attempt"),
           lambda: preflight.reason(preflight.Facts(
               facts.FIRST_DAY, live="unknown", residual=1, due=1)) == "unknown_attempt")
    yield _without_difference("other_amount"), lambda: not _intent(amount=99)
    yield _without_difference("other_currency"), lambda: not _intent(currency="usd")
    yield (says("a card is tried without end", retry, "CARD_TRIES_MAX", 10**6),
           lambda: retry.earliest([retry.Try(retry.FAILED, 1, facts.FIRST_DAY, facts.FIRST_DAY)]
                                  * 15, facts.FIRST_DAY) != facts.FIRST_DAY)
    yield (says("a debit is tried without end", retry, "DEBIT_TRIES_MAX", 10**6),
           lambda: retry.earliest([retry.Try(retry.FAILED, 1, facts.FIRST_DAY, facts.FIRST_DAY,
                                             is_debit=True)] * 3, facts.FIRST_DAY) is None)
    yield (says("silence of a lost record proves nothing sent", sending, "never_left",
                lambda state, recorded, restored: not recorded),
           lambda: not sending.never_left(states.UNKNOWN, False, True))
    for part in ("epoch", "company_id", "move_id", "no", "minor", "currency", "rail", "method_id"):
        yield _without_part(part), lambda part=part: not _same_key(part)


DECISIONS = list(decisions())
