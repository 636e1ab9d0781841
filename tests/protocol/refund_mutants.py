"""Every guard of refunds, and what the world is like without it."""

from mutants import Mutant, always, says, together
from protocol import answers, refunds, sending, states
from protocol.tables import stripe_refund
from protocol.tables.base import Answer
from store import (
    one_live_refund, one_refund_key, one_refund_number, one_refund_reference, refunds_within,
)

# The steps of models/refund*.py that the workers ask for.
STEPS = {
    "refund.number": "a refund's number is fixed when its dialog opens",
    "refund.commit.sending": "`sending` is committed before the call",
    "refund.lock.send": "the locks under which a refund leaves",
    "refund.check.send": "what came back meanwhile is looked at once more before it leaves",
    "refund.record": "what leaves is recorded before it leaves",
    "refund.key.kept": "what is sent again carries the recorded key",
    "refund.ask": "the provider is asked before anything is sent again",
    "refund.silence": "silence is not answered by sending",
    "refund.look.replay": "what the provider has is looked through before anything is sent again",
    "refund.instead": "what a person made at the provider since is not made again",
    "refund.lock.replay": "the locks under which a recorded refund is sent again",
    "refund.check.replay": "the checks before a recorded refund is sent again",
    "refund.hear.asks": "what a notification says is asked about",
    "refund.hear.payment": "a refund is heard of by its own charge alone",
    "refund.hear.done": "a refund is heard of when its charge is known to be done",
    "refund.hear.failed": "what had failed before it was heard of needs no room",
    "refund.record.live": "nothing is recorded by hand while a refund of the charge is under way",
    "refund.book.once": "a refund is booked once",
    "refund.hold": "an invoice that a refund opened again is held",
    "refund.told": "the client is told once",
}
# Guards that hold the same thing are missed when all are gone.
TOGETHER = (
    (("refund.known", "refund.next"), (one_refund_number,)),
    (("refund.live",), (one_live_refund,)),
    (("refund.known.key",), (one_refund_key,)),
    (("refund.known.id",), (one_refund_key, one_refund_reference)),
    (("refund.record.once",), (one_refund_key, one_refund_reference)),
    (("refund.foreign",), (one_refund_reference,)),
)
IN_STORIES = set()


def _in_refunds(mutant, indexes=()):
    return Mutant(mutant.name, mutant.without, indexes, mutant.patches, "refunds")


def _state_says(label, name, told, value, indexes=()):
    real = getattr(refunds, name)
    return _in_refunds(says(label, refunds, name, lambda state: (
        value if state == told else real(state))), indexes)


def _refuses_not(label, code, *indexes):
    real = refunds.refusal
    return _in_refunds(says(label, refunds, "refusal", lambda *values: (
        "" if real(*values) == code else real(*values))), indexes)


def _table_without(first, then):
    return _in_refunds(says(f"a refund that is {first} never becomes {then}", refunds, "MOVES", {
        pair: alarm for pair, alarm in refunds.MOVES.items() if pair != (first, then)}))


def _means(label, meaning, state, *kinds):
    real = answers.state_of
    return _in_refunds(says(label, answers, "state_of", lambda kind, finding: (
        state if finding.meaning == meaning and (not kinds or kind in kinds)
        else real(kind, finding))))


def pure():
    """Mutants of the package's decisions."""
    yield _state_says("what is unknown of a refund is not counted", "counts", states.UNKNOWN,
                      value=False)
    yield _state_says("a pending refund is not counted", "counts", states.PENDING, value=False)
    yield _state_says("a refund that is done is not counted", "counts", states.DONE, value=False)
    yield _state_says("an unknown refund makes room for another", "is_live", states.UNKNOWN,
                      value=False, indexes=(one_live_refund,))
    yield _refuses_not("more goes back than was collected", "too_much",
                       refunds_within)
    yield _refuses_not("what came back is refunded as well", "came_back")
    yield _refuses_not("what was not collected is refunded", "not_collected")
    yield _table_without(states.DONE, states.FAILED)
    yield _table_without(states.PENDING, states.FAILED)
    yield _table_without(states.CANCELED, states.DONE)
    yield _means("no answer to a refund means failed", "unclear", states.FAILED, answers.FIRST)
    yield _means("no answer to a refund means not executed", "unclear", states.CANCELED,
                 answers.FIRST)
    yield _means("no answer to a refund means given back", "unclear", states.DONE)
    yield _means("a pending refund is given back", "pending", states.DONE)
    yield _means("a refused replay of a refund means not executed", "bad_key", states.CANCELED,
                 answers.REPLAY)
    yield _in_refunds(says("a re-run sends a refund again", sending, "may_begin",
                           lambda state: state in (states.PREPARED, states.SENDING)))
    yield _in_refunds(always(sending, "may_call", 0, states.SENDING))
    yield _in_refunds(says("a refund under way is given up", sending, "may_give_up",
                           lambda state, sent, over: state in (states.PREPARED, states.SENDING)))
    yield _in_refunds(always(sending, "replay_refusal", 1, 0))
    yield _in_refunds(always(sending, "replay_refusal", 4, ""))
    yield _in_refunds(says("a refund without an answer has never left", sending, "never_left",
                           lambda state, recorded, restored: True))


def steps():
    """Mutants that leave out a step, or several things that hold the same."""
    for name in STEPS:
        if name not in IN_STORIES:
            yield Mutant(name, without=(name,), kind="refunds")
    for names, indexes in TOGETHER:
        yield together(names, indexes, kind="refunds")


# Left aside is what is there for order alone: the locks of ordering, hearing, asking and deciding
# (the first to write the charge's row wins), and the checks of the first phase of sending.
WORLDS = [*pure(), *steps()]


# -- decisions -------------------------------------------------------------------------------------

def _told(**changed):
    refund = {"object": "refund", "id": "re_1", "amount": 100, "currency": "eur",
              "status": "succeeded", "metadata": {stripe_refund.KEY: "r1"}, **changed}
    return refunds.read("stripe", answers.INQUIRY, Answer(200, refund),
                        answers.Expected("r1", 100, "EUR")).state


def _without_difference(code):
    real = stripe_refund._refund

    def mutant(refund, expected):
        found = real(refund, expected)
        return real({**refund, "amount": expected.minor, "currency": expected.currency,
                     "metadata": {stripe_refund.KEY: expected.reference}},
                    expected) if found.code == code else found
    return says(f"refunds are believed though {code}", stripe_refund, "_refund", mutant)


def _without_part(name):
    real = refunds.derive
    return says(f"keys of refunds without the {name}", refunds, "derive",
                lambda **values: real(**{**values, name: ""}))


def _same_key(name):
    values = {"attempt_key": "q1", "no": 1, "minor": 2, "currency": "EUR"}
    return refunds.derive(**values) == refunds.derive(**{**values, name: "other"})


def _first_says(code):
    body = {"error": {"type": "invalid_request_error", "code": code}}
    return refunds.read("stripe", answers.FIRST, Answer(400, body),
                        answers.Expected("r1", 100, "EUR")).state


def decisions():
    """(mutant, what must be true): guards that stand behind others and that chance rarely needs."""
    yield _without_difference("other_reference"), lambda: not _told(metadata={})
    yield _without_difference("other_amount"), lambda: not _told(amount=99)
    yield _without_difference("other_currency"), lambda: not _told(currency="usd")
    yield (says("a refund that may be made already was not executed", stripe_refund, "NOT_PROVEN",
                set()),
           lambda: _first_says("charge_already_refunded") == states.UNKNOWN)
    yield (says("nothing is refunded", refunds, "refusal", lambda *_values: ""),
           lambda: refunds.refusal(states.DONE, 0, 100, 0) == "nothing")
    yield (_table_without(states.FAILED, states.DONE),
           lambda: refunds.move(states.FAILED, states.DONE).result == "moved")
    yield (says("whose refund it is does not matter", sending, "may_call",
                lambda state, send_no, mine: state == states.SENDING),
           lambda: not sending.may_call(states.SENDING, 2, 1))
    for name in ("attempt_key", "no", "minor", "currency"):
        yield _without_part(name), lambda name=name: not _same_key(name)


DECISIONS = list(decisions())
