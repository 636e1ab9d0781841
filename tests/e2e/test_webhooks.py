"""Webhooks before, during, after, twice, late, in disorder, never: the same end.

The simulator sends none here: each test tells Odoo what it wants, when it wants it, with the
simulator's own events and Stripe's signature. Odoo, its workers and the connector are real.
"""

import contextlib
import json
import threading
import time
import urllib.request

import pytest
from simulator.stripe_simulator.webhooks import signature

SECRET = "whsec_e2e"
SECONDS = 40
ATTEMPTS = """
SELECT a.key, a.state, t.state, COALESCE(a.booked, false) FROM quittance_attempt_invoice i
  JOIN quittance_attempt a ON a.id = i.attempt_id JOIN payment_transaction t ON t.id = a.transaction_id
 WHERE i.move_id = {} ORDER BY i.no"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
SUCCEEDED, PROCESSING = "payment_intent.succeeded", "payment_intent.processing"
FAILED = "payment_intent.payment_failed"
# How it went for an invoice that is charged with all the others in one run: the client, what
# becomes of its debit, and what Odoo is told of it, in order.
TOLD = {
    "a card, told after": ("P-1", None, [SUCCEEDED]),
    "a card, told twice": ("P-1", None, [SUCCEEDED, SUCCEEDED]),
    "a card, never told": ("P-1", None, []),
    "a debit, told after": ("P-5", "settle", [SUCCEEDED]),
    "a debit, told twice": ("P-5", "settle", [SUCCEEDED, SUCCEEDED]),
    "a debit, told in disorder": ("P-5", "settle", [SUCCEEDED, PROCESSING]),
    "a debit, never told": ("P-5", "settle", []),
    "a failing debit, told after": ("P-5", "fail", [FAILED]),
    "a failing debit, told twice": ("P-5", "fail", [FAILED, FAILED]),
    "a failing debit, told in disorder": ("P-5", "fail", [FAILED, PROCESSING]),
    "a failing debit, never told": ("P-5", "fail", []),
}


def attempts(company, move):
    return company.sandbox.sql(ATTEMPTS.format(int(move)))


def key_of(company, move):
    return attempts(company, move)[-1][0]


def tell(company, key, kind):
    """Send the simulator's event of this kind about an attempt to Odoo, signed as Stripe does."""
    listed = company.simulator.stripe("GET", "events", {"type": kind, "limit": 100})[1]["data"]
    event = next(one for one in listed if one["data"]["object"]["description"] == key)
    body = json.dumps(event).encode()
    request = urllib.request.Request(
        f"{company.sandbox.url}/payment/stripe/webhook", body,
        {"Content-Type": "application/json",
         "Stripe-Signature": signature(SECRET, body, int(time.time()))})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        assert answer.status == 200


def until(condition):
    limit = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < limit:
        time.sleep(0.1)
    assert condition()


def quiet(company, moves):
    """Follow the money, by asking alone, until nothing is open of these invoices."""
    def settled():
        company.connector("reconcile")
        rows = [row for move in moves for row in attempts(company, move)]
        return all(state == "failed" or (state == "done" and booked == "t")
                   for _key, state, _transaction, booked in rows)
    until(settled)


def collected(company, move):
    """The one end of a charge that succeeded, however Odoo heard of it."""
    assert [row[1:] for row in attempts(company, move)] == [["done", "done", "t"]]
    company.judge([move])
    payments = company.sandbox.sql(
        "SELECT count(*) FROM account_payment p JOIN account_move m ON m.name = p.memo"
        f" WHERE m.id = {int(move)}")
    assert payments == [["1"]]


def owed(company, move):
    """The one end of a debit that failed."""
    assert [row[1:] for row in attempts(company, move)] == [["failed", "error", "f"]]
    state, total, residual = company.invoice(move)
    assert (state, residual) == ("not_paid", total)


@contextlib.contextmanager
def beside(work):
    """Run something while the block does something else; its exception is raised here."""
    problems = []

    def guarded():
        try:
            work()
        except Exception as problem:    # noqa: BLE001 - handed to whoever waits
            problems.append(problem)
    thread = threading.Thread(target=guarded)
    thread.start()
    yield thread
    thread.join(SECONDS)
    assert not thread.is_alive()
    if problems:
        raise problems[0]


def told_meanwhile(company, key, kind):
    """Tell while the provider's answer to us is held back; let both go on."""
    with beside(lambda: tell(company, key, kind)) as telling:
        until(lambda: not telling.is_alive() or company.sandbox.sql(WAITING) != [["0"]])
        company.simulator.release()


@pytest.fixture(name="told", scope="module")
def _told(company):
    """{name of TOLD: invoice}: all charged in one run, told what there is to tell, then asked."""
    company.parameter("quittance_sandbox.wait.poll_pending", "600")
    moves = {name: company.invoices(client)[0] for name, (client, _how, _kinds) in TOLD.items()}
    company.connector("collect")
    for name, (_client, how, kinds) in TOLD.items():
        key = key_of(company, moves[name])
        if how:
            company.simulator.control("POST", f"{how}/{key}")
        for kind in kinds:
            tell(company, key, kind)
    heard = [moves[name] for name, (_client, _how, kinds) in TOLD.items() if kinds]
    assert not [row for move in heard for row in attempts(company, move) if row[1] == "pending"]
    company.parameter("quittance_sandbox.wait.poll_pending", "1")
    quiet(company, moves.values())
    return moves


@pytest.mark.parametrize("name", TOLD)
def test_told_after_twice_in_disorder_or_never_it_ends_the_same(company, told, name):
    (owed if TOLD[name][1] == "fail" else collected)(company, told[name])


def test_webhooks_twice_or_in_disorder_alarm_nobody(company, told):
    for move in told.values():
        told_persons = company.sandbox.sql(
            "SELECT a.summary FROM mail_activity a JOIN quittance_attempt_invoice i"
            "    ON a.res_model = 'quittance.attempt' AND a.res_id = i.attempt_id"
            f" WHERE i.move_id = {int(move)}")
        assert told_persons == []


def test_told_before_the_lost_answer_is_asked_for(company):
    company.parameter("quittance_sandbox.wait.resolve", "600")
    company.simulator.fault(action="lose_reply", method="POST", path="/v1/payment_intents")
    move, = company.invoices("P-3")
    company.connector("collect")
    assert attempts(company, move)[0][1] == "unknown"
    tell(company, key_of(company, move), SUCCEEDED)
    quiet(company, [move])
    company.parameter("quittance_sandbox.wait.resolve", "2")
    collected(company, move)


@pytest.mark.parametrize(("client", "how", "kind"), [
    ("P-3", None, SUCCEEDED), ("P-5", "settle", SUCCEEDED), ("P-5", "fail", FAILED)])
def test_told_during_the_charge(company, client, how, kind):
    company.simulator.fault(action="hold_after", method="POST", path="/v1/payment_intents")
    move, = company.invoices(client)
    with beside(lambda: company.connector("collect")):
        company.simulator.wait_held()
        key = key_of(company, move)
        if how:
            company.simulator.control("POST", f"{how}/{key}")
        told_meanwhile(company, key, kind)
    quiet(company, [move])
    (owed if how == "fail" else collected)(company, move)


@pytest.mark.parametrize(("how", "kind"), [("settle", SUCCEEDED), ("fail", FAILED)])
def test_told_while_we_ask(company, how, kind):
    move, = company.invoices("P-5")
    company.connector("collect")
    key = key_of(company, move)
    company.simulator.control("POST", f"{how}/{key}")
    company.simulator.fault(action="hold_after", method="GET", path="/v1/payment_intents/pi_*",
                            reference=key)
    for name in ("poll_pending", "resolve"):
        company.parameter(f"quittance_sandbox.wait.{name}", "0")
    with beside(lambda: company.connector("reconcile")):
        company.simulator.wait_held()
        told_meanwhile(company, key, kind)
    quiet(company, [move])
    company.parameter("quittance_sandbox.wait.poll_pending", "1")
    company.parameter("quittance_sandbox.wait.resolve", "2")
    (owed if how == "fail" else collected)(company, move)
