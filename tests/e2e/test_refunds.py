"""Refunds on a real Odoo: two clicks, a lost reply, webhooks before, during, after, twice, never.

The provider's own ledger says what really went back.
"""

import json
import threading
import time
import urllib.request

import pytest
from simulator.stripe_simulator.webhooks import signature

SECONDS = 40
REFUNDS = {"method": "POST", "path": "/v1/refunds"}
ROWS = """
SELECT r.state, r.amount, COALESCE(r.booked, false), a.refunded FROM quittance_refund r
  JOIN quittance_attempt a ON a.id = r.attempt_id
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id WHERE i.move_id = {} ORDER BY r.no"""
PAYMENT = """
SELECT a.payment_id, a.key FROM quittance_attempt a JOIN quittance_attempt_invoice i
    ON i.attempt_id = a.id WHERE i.move_id = {}"""


class Collected:
    """An invoice that was collected, and how its money goes back."""

    def __init__(self, company):
        self.company = company
        self.move, = company.invoices("P-1")
        company.connector("collect")
        payment, self.key = company.sandbox.sql(PAYMENT.format(self.move))[0]
        self.payment, self.total = int(payment), company.invoice(self.move)[1]

    def dialog(self, amount=None):
        """Odoo's own dialog, opened."""
        return self.company.sandbox.rpc("accountant")("payment.refund.wizard", "create", {
            "payment_id": self.payment, "amount_to_refund": float(amount or self.total)})

    def press(self, dialog):
        return self.company.sandbox.rpc("accountant")(
            "payment.refund.wizard", "action_refund", [dialog])

    def tell(self, kind="charge.refunded"):
        """Send Odoo the simulator's last event of this kind about the charge, signed."""
        listed = self.company.simulator.stripe("GET", "events", {"type": kind, "limit": 100})[1]
        event = next(one for one in listed["data"]
                     if one["data"]["object"].get("description", self.key) == self.key)
        body = json.dumps(event).encode()
        request = urllib.request.Request(
            f"{self.company.sandbox.url}/payment/stripe/webhook", body,
            {"Content-Type": "application/json",
             "Stripe-Signature": signature("whsec_e2e", body, int(time.time()))})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            assert answer.status == 200

    def back(self):
        """What went back by the provider's own ledger, in cents."""
        return self.company.simulator.summary()["by_reference"][self.key]["amount_refunded"]

    def ends(self, amount):
        """The one end: this went back once, is booked once, the invoice is open by it and held."""
        company = self.company
        assert self.back() == int(amount * 100)
        assert company.sandbox.sql(ROWS.format(self.move)) == [
            ["done", f"{amount}", "t", f"{amount}"]]
        assert company.invoice(self.move)[2] == amount
        assert company.sandbox.sql(
            f"SELECT count(*) FROM quittance_hold WHERE move_id = {self.move} AND active_hold"
        ) == [["1"]]


@pytest.fixture(name="collected")
def _collected(company):
    return Collected(company)


def ask(company):
    """What the scheduled action does every ten minutes; again while the scheduler is at it."""
    action = company.admin.search_read(
        "ir.cron", [("code", "=", "model._cron_resolve()")], ["id"])[0]["id"]
    _quietly(company.admin, "ir.cron", "method_direct_trigger", [action])


def until(condition, company=None):
    limit = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < limit:
        if company:
            ask(company)
        time.sleep(0.1)
    assert condition()


def states(collected):
    return [row[0] for row in collected.company.sandbox.sql(ROWS.format(collected.move))]


def test_two_clicks_at_once_refund_once(company, collected):
    company.simulator.fault(action="hold_after", **REFUNDS)
    dialog = collected.dialog()
    clicks = [threading.Thread(target=_quietly, args=(collected.press, dialog))
              for _click in range(2)]
    clicks[0].start()
    company.simulator.wait_held()
    clicks[1].start()
    clicks[1].join(SECONDS)
    company.simulator.release()
    clicks[0].join(SECONDS)
    until(lambda: states(collected) == ["done"], company)
    collected.ends(collected.total)


def _quietly(work, *values):
    try:
        work(*values)
    except Exception:  # noqa: BLE001 - a click may be told that somebody is at it
        pass


@pytest.mark.parametrize("action", ["lose_reply", "lose_request", "error_after"])
def test_a_time_out_and_a_second_click_refund_once(company, collected, action):
    company.simulator.fault(action=action, **REFUNDS)
    dialog = collected.dialog(30)
    collected.press(dialog)
    _quietly(collected.press, dialog)
    until(lambda: states(collected) == ["done"], company)
    collected.press(dialog)
    assert collected.back() == 3000
    assert company.invoice(collected.move)[2] == 30


def test_told_during_the_refund(company, collected):
    company.simulator.fault(action="hold_after", **REFUNDS)
    pressing = threading.Thread(target=collected.press, args=(collected.dialog(),))
    pressing.start()
    company.simulator.wait_held()
    collected.tell()
    company.simulator.release()
    pressing.join(SECONDS)
    collected.ends(collected.total)


def test_told_before_the_lost_answer_is_asked_for_and_twice_after(company, collected):
    company.parameter("quittance_sandbox.wait.resolve", "600")
    company.simulator.fault(action="lose_reply", **REFUNDS)
    collected.press(collected.dialog())
    assert states(collected) == ["unknown"]
    for _again in range(3):
        collected.tell()
    company.parameter("quittance_sandbox.wait.resolve", "2")
    collected.ends(collected.total)


@pytest.mark.parametrize("told", [0, 2])
def test_made_on_the_providers_own_pages_it_is_booked_once(company, collected, told):
    company.simulator.refund(collected.key, int(collected.total * 100))
    for _again in range(told):
        collected.tell()
    until(lambda: states(collected) == ["done"], company)
    ask(company)
    collected.ends(collected.total)


def test_a_refund_that_fails_later_pays_the_invoice_again(company, collected):
    collected.press(collected.dialog())
    collected.ends(collected.total)
    refund = company.simulator.stripe("GET", "refunds", {"limit": 1})[1]["data"][0]
    company.simulator.control("POST", f"fail_refund/{refund['id']}")
    until(lambda: states(collected) == ["failed"], company)
    assert company.invoice(collected.move)[0] == "paid"
    assert collected.back() == 0


def test_what_was_refunded_is_not_collected_again(company, collected):
    collected.press(collected.dialog())
    company.connector("collect")
    assert len(company.charges(collected.move)) == 1
