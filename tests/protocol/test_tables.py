"""The tables themselves: transitions, answers, preflight, keys, and the exported file."""

import itertools
import json
import pathlib
from datetime import date
from decimal import Decimal

import pytest
from protocol import answers, audit, crash_points, keys, preflight, sending, states
from protocol.tables.base import Answer

ADDON = pathlib.Path(states.__file__).resolve().parents[1]
MINE = answers.Expected("q1mine", 9901, "EUR")
INTENT = {"object": "payment_intent", "id": "pi_1", "description": "q1mine", "amount": 9901,
          "currency": "eur"}


def error(status, kind, code, **more):
    return Answer(status, {"error": {"type": kind, "code": code, **more}})


def intent(status, **more):
    return Answer(200, {**INTENT, "status": status, **more})


def test_the_exported_table_is_the_table():
    exported = json.loads((ADDON / "protocol" / "transitions.json").read_text())
    assert exported == states.export()


def test_every_pair_of_states_is_decided():
    results = {states.move(first, then).result
               for first, then in itertools.product(states.STATES, repeat=2)}
    assert results == {"moved", "same", "refused"}


def test_nothing_leads_back_to_prepared_or_sending():
    for first in states.STATES:
        if first != states.PREPARED:
            assert states.move(first, states.PREPARED).result in ("refused", "same")
            assert states.move(first, states.SENDING).result in ("refused", "same")


@pytest.mark.parametrize("kind, answer, state", [
    ("first", intent("succeeded"), "done"),
    ("first", intent("processing"), "pending"),
    ("first", intent("requires_action"), "failed"),
    ("first", intent("requires_capture"), "unknown"),
    ("first", intent("banana"), "unknown"),
    ("first", intent("succeeded", amount=1), "unknown"),
    ("first", intent("succeeded", currency="usd"), "unknown"),
    ("first", intent("succeeded", description="q1other"), "unknown"),
    ("first", intent("succeeded", amount_received=1), "unknown"),
    ("first", error(402, "card_error", "card_declined"), "failed"),
    ("first", error(402, "card_error", "authentication_required"), "failed"),
    ("first", error(402, "card_error", "banana"), "unknown"),
    ("first", error(400, "invalid_request_error", "parameter_missing"), "canceled"),
    ("first", error(404, "invalid_request_error", "resource_missing"), "canceled"),
    ("first", error(400, "idempotency_error", "x"), "unknown"),
    ("first", error(400, "invalid_request_error", "payment_intent_unexpected_state"), "unknown"),
    ("first", error(401, "invalid_request_error", "x"), "canceled"),
    ("first", error(403, "invalid_request_error", "x"), "canceled"),
    ("first", error(409, "idempotency_error", "idempotency_key_in_use"), "unknown"),
    ("first", error(429, "invalid_request_error", "rate_limit"), "unknown"),
    ("first", error(500, "api_error", "x"), "unknown"),
    ("first", Answer(403, {}), "unknown"),
    ("first", Answer(0, problem="timed out"), "unknown"),
    ("replay", intent("succeeded"), "done"),
    ("replay", error(402, "card_error", "card_declined"), ""),
    ("replay", error(402, "card_error", "card_declined", payment_intent=INTENT), "failed"),
    ("replay", Answer(402, {"error": {"type": "card_error", "code": "card_declined"}}, True),
     "failed"),
    ("replay", error(400, "invalid_request_error", "parameter_missing"), ""),
    ("replay", error(401, "invalid_request_error", "x"), ""),
    ("replay", error(400, "idempotency_error", "x"), ""),
    ("replay", Answer(0, problem="timed out"), ""),
    ("inquiry", intent("succeeded"), "done"),
    ("inquiry", intent("succeeded", description="q1other"), ""),
    ("inquiry", intent("canceled"), "canceled"),
    ("inquiry", intent("requires_payment_method"), ""),
    ("inquiry", intent("requires_payment_method",
                       last_payment_error={"code": "card_declined"}), "failed"),
    ("inquiry", intent("requires_confirmation"), ""),
    ("inquiry", error(404, "invalid_request_error", "resource_missing"), ""),
])
def test_what_an_answer_of_stripe_means(kind, answer, state):
    assert answers.read("stripe", kind, answer, MINE).state == state


@pytest.mark.parametrize("kind, said, state", [
    ("first", "done", "done"), ("first", "pending", "pending"), ("first", "error", "unknown"),
    ("first", "draft", "unknown"), ("inquiry", "done", "done"), ("inquiry", "error", ""),
    ("inquiry", "cancel", ""),
])
def test_a_provider_without_a_table_knows_success_and_pending(kind, said, state):
    answer = Answer(200, {"reference": "q1mine", "state": said})
    assert answers.read("authorize", kind, answer, MINE).state == state


def test_a_bad_key_stops_the_run():
    assert answers.read("stripe", "first", error(401, "invalid_request_error", "x"),
                        MINE).stops_run


def test_the_key_is_as_the_contract_says():
    key = keys.derive("epoch", 1, 42, 1, 10000, "EUR", "odoo", 7)
    assert (len(key), key[:2], key) == (28, "q1", key.lower())
    assert key != keys.derive("epoch", 1, 42, 2, 10000, "EUR", "odoo", 7)
    assert keys.to_minor(Decimal("99.01"), 2) == 9901
    with pytest.raises(ValueError):
        keys.to_minor(Decimal("99.015"), 2)


def _facts(**changes):
    day = date(2026, 10, 31)
    good = {"as_of": day, "residual": Decimal(100), "due": Decimal(100), "invoice_date": day,
            "go_live": date(2026, 1, 1), "cap": Decimal(5000)}
    return preflight.Facts(**{**good, **changes})


@pytest.mark.parametrize("changes, reason", [
    ({}, "collect"), ({"stopped": True}, "stopped"), ({"ledger": "not_bound"}, "not_bound"),
    ({"blocked": True}, "blocked"), ({"live": "unknown"}, "unknown_attempt"),
    ({"live": "pending"}, "live_attempt"), ({"hold": "held_client"}, "held_client"),
    ({"hold": "disputed"}, "disputed"), ({"due": Decimal(0), "covered": True}, "credit"),
    ({"go_live": date(2026, 11, 1)}, "before_go_live"), ({"due": Decimal(0)}, "not_due"),
    ({"go_live": date(2026, 11, 1), "released": True}, "collect"),
    ({"go_live": None}, "before_go_live"), ({"posted": False}, "not_posted"),
    ({"residual": Decimal(0)}, "nothing_due"), ({"is_debit": True}, "never_sent"),
    ({"is_debit": True, "sent_on": date(2026, 10, 20), "earliest_debit": date(2026, 11, 3)},
     "wait_after_sent"),
    ({"is_debit": True, "sent_on": date(2026, 10, 17), "earliest_debit": date(2026, 10, 31)},
     "collect"),
    ({"foreign": True}, "other_currency"), ({"collected_before": True}, "collected_before"),
    ({"refunded_before": True}, "refunded_before"),
    ({"retry": "retry_wait"}, "retry_wait"), ({"minimum": Decimal(101)}, "below_minimum"),
    ({"cap": Decimal(99)}, "above_cap"), ({"method_problem": "no_method"}, "no_method"),
])
def test_why_an_invoice_is_not_collected(changes, reason):
    assert preflight.reason(_facts(**changes)) == reason


def test_by_hand_overrides_the_calendar_but_no_safety():
    assert not preflight.BY_HAND & {
        "stopped", "not_bound", "restore_open", "live_attempt", "unknown_attempt", "blocked",
        "held_invoice", "held_client", "disputed", "credit", "provider_test",
        "method_other_client", "method_other_company", "never_sent", "retry_cap",
        "collected_before"}
    assert not preflight.BY_CLIENT & {
        "not_bound", "restore_open", "live_attempt", "unknown_attempt", "nothing_due",
        "provider_test", "method_other_client"}


def test_every_crash_point_is_called_and_every_call_is_listed():
    text = "".join(path.read_text() for folder in ("models", "services")
                   for path in (ADDON / folder).glob("*.py"))
    for point in crash_points.POINTS:
        stage, _dot, name = point.partition(".")
        named = f'"{point}"' in text or f'.{name}"' in text
        assert named, point


def test_a_person_decides_only_what_is_open():
    assert sending.may_decide(states.UNKNOWN, False)
    assert not sending.may_decide(states.PENDING, False)
    assert sending.may_decide(states.PENDING, True)
    assert not sending.may_decide(states.DONE, True)


# ---------------------------------------------------------------- the audit's comparison

def verdict(state, code=""):
    return answers.Verdict(state, code)


@pytest.mark.parametrize("ours", states.STATES)
@pytest.mark.parametrize("theirs", ["", *states.STATES[3:7]])
def test_money_on_one_side_alone_is_always_found(ours, theirs):
    found = audit.difference(audit.Ours(ours), verdict(theirs))
    at_provider = theirs == states.DONE
    if at_provider and ours in (states.FAILED, states.CANCELED):
        assert found == audit.STATE
    if not at_provider and ours == states.DONE:
        assert found == audit.STATE
    if at_provider and ours in (states.DONE, states.RETURNED):
        assert found == ""
    if ours in states.OPEN:
        assert found in ("", audit.BEHIND), "what is open is asked about, never alarmed of"


def test_another_amount_is_found_whatever_the_states():
    for ours, code in itertools.product(states.STATES, audit.OTHER_AMOUNT):
        assert audit.difference(audit.Ours(ours), verdict("", code)) == audit.AMOUNT


@pytest.mark.parametrize(("ours", "theirs", "found"), [
    (0, 0, ""), (0, 500, audit.REFUND), (500, 0, audit.REFUND), (500, 500, ""), (500, None, "")])
def test_refunds_that_differ_are_found_where_the_provider_tells(ours, theirs, found):
    ours = audit.Ours(states.DONE, ours)
    assert audit.difference(ours, verdict(states.DONE), theirs) == found
