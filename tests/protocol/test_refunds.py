"""Refunds: the table of their states, their key, what may go back, what an answer means."""

import itertools
from decimal import Decimal

import pytest
from protocol import answers, refunds, states
from protocol.tables.base import Answer

MINE = answers.Expected("r1mine", 3000, "EUR")
REFUND = {"object": "refund", "id": "re_1", "amount": 3000, "currency": "eur",
          "metadata": {"quittance_refund": "r1mine"}}


def refund(status, **more):
    return Answer(200, {**REFUND, "status": status, **more})


def error(status, code, kind="invalid_request_error", **more):
    return Answer(status, {"error": {"type": kind, "code": code}}, **more)


def test_nothing_leads_back_to_prepared_or_sending():
    for first, then in itertools.product(refunds.STATES, (states.PREPARED, states.SENDING)):
        if first != states.PREPARED:
            assert refunds.move(first, then).result in ("refused", "same")


def test_what_is_unknown_is_live_and_counts():
    for state in refunds.STATES:
        assert refunds.counts(state) == (state not in ("failed", "canceled"))
        if refunds.is_live(state):
            assert refunds.counts(state)
    assert refunds.is_live(states.UNKNOWN)


def test_money_that_comes_back_to_us_is_an_alarm():
    assert refunds.move(states.DONE, states.FAILED) == states.Move("moved", True)
    assert refunds.move(states.CANCELED, states.DONE) == states.Move("moved", True)


def test_the_key_names_charge_number_and_amount():
    key = refunds.derive("q1charge", 1, 3000, "EUR")
    assert (len(key), key[:2]) == (28, "r1")
    others = [("q1charge", 2, 3000, "EUR"), ("q1charge", 1, 3001, "EUR"),
              ("q1other", 1, 3000, "EUR"), ("q1charge", 1, 3000, "USD")]
    assert len({key, *(refunds.derive(*one) for one in others)}) == 5


@pytest.mark.parametrize(("state", "amount", "given", "code"), [
    ("done", "100", "0", ""), ("done", "100.01", "0", "too_much"), ("done", "60", "50", "too_much"),
    ("done", "50", "50", ""), ("done", "0", "0", "nothing"), ("returned", "1", "0", "came_back"),
    ("pending", "1", "0", "not_collected"), ("unknown", "1", "0", "not_collected"),
])
def test_no_more_goes_back_than_was_collected(state, amount, given, code):
    assert refunds.refusal(state, Decimal(amount), Decimal(100), Decimal(given)) == code


@pytest.mark.parametrize(("kind", "answer", "state"), [
    ("first", refund("succeeded"), "done"),
    ("first", refund("pending"), "pending"),
    ("first", refund("failed"), "failed"),
    ("first", refund("banana"), "unknown"),
    ("first", refund("succeeded", amount=3001), "unknown"),
    ("first", refund("succeeded", currency="usd"), "unknown"),
    ("first", refund("succeeded", metadata={"quittance_refund": "r1other"}), "unknown"),
    ("first", refund("succeeded", metadata={}), "unknown"),
    ("first", error(400, "charge_not_refundable"), "canceled"),
    ("first", error(400, "charge_already_refunded"), "unknown"),
    ("first", error(401, "x"), "canceled"),
    ("first", error(400, "x", "idempotency_error"), "unknown"),
    ("first", error(409, "idempotency_key_in_use"), "unknown"),
    ("first", error(500, "x", "api_error"), "unknown"),
    ("first", Answer(0, problem="timeout"), "unknown"),
    ("replay", error(400, "charge_not_refundable"), ""),
    ("replay", refund("succeeded"), "done"),
    ("inquiry", refund("canceled"), "failed"),
    ("inquiry", Answer(404, {"error": {"type": "invalid_request_error", "code": "x"}}), ""),
    ("inquiry", Answer(0, problem="timeout"), ""),
])
def test_what_stripes_answer_means(kind, answer, state):
    assert refunds.read("stripe", kind, answer, MINE).state == state


def test_one_that_was_made_elsewhere_is_known_by_its_id():
    shown = refund("succeeded", metadata={})
    assert refunds.read("stripe", "inquiry", shown, answers.Expected(
        "re_1", 3000, "EUR")).state == "done"


def test_a_provider_without_a_table_knows_success_and_pending():
    answer = Answer(200, {"reference": "r1mine", "state": "done"})
    assert refunds.read("demo", "first", answer, MINE).state == "done"
    answer = Answer(200, {"reference": "r1mine", "state": "error"})
    assert refunds.read("adyen", "first", answer, MINE).state == "unknown"
