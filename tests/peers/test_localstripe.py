"""Charges through `localstripe`, a Stripe with a memory that nobody here wrote.

What it cannot show is not asked of it: it has no idempotency, lists nothing by customer, and its
declines of cards are not typed as Stripe's.
"""

import json
import time
import urllib.parse
import urllib.request
from decimal import Decimal

import pytest
from sandbox.client import free_port

import books
from bridge import Bridge
from programs import LOCALSTRIPE, running
from relay import Relay

SECRET = "whsec_e2e"
GOOD_CARD = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": "12",
             "card[exp_year]": "2030", "card[cvc]": "123"}
GOOD_IBAN, FAILING_IBAN = "FR1420041010050500013M02606", "DE62370400440532013001"
EVENTS = ["payment_intent.succeeded", "payment_intent.payment_failed"]
SECONDS = 30


class Peer:
    """A running localstripe that Odoo takes for Stripe."""

    def __init__(self, company, url, bridge):
        self.company, self.url, self.bridge = company, url, bridge

    def post(self, path, form, **headers):
        """The answer to a form, or to JSON text."""
        body = form if isinstance(form, bytes) else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(
            self.url + path, body, {"Authorization": "Bearer sk_test_12345", **headers})
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.loads(answer.read() or "{}")

    def store(self, code, method):
        """Give a client of Odoo's a method that is known to the peer."""
        customer = self.post("/v1/customers", {"name": code})["id"]
        stored = self.post("/v1/payment_methods", method)["id"]
        self.post(f"/v1/payment_methods/{stored}/attach", {"customer": customer})
        token = self.company.ids["token"][code][0]
        self.company.admin("payment.token", "write", [token], {
            "provider_ref": customer, "stripe_payment_method": stored})

    def store_iban(self, code, iban):
        """The same with an account for debits."""
        self.store(code, {"type": "sepa_debit", "sepa_debit[iban]": iban})


@pytest.fixture(name="peer", scope="module")
def _peer(company, tmp_path_factory):
    tokens = [one for ids in company.ids["token"].values() for one in ids]
    before = company.admin("payment.token", "read", tokens,
                           ["provider_ref", "stripe_payment_method"])
    port, bridge = free_port(), Bridge(SECRET)
    url = f"http://127.0.0.1:{port}"
    with running([LOCALSTRIPE, "--from-scratch", "--port", str(port)], url,
                 tmp_path_factory.mktemp("localstripe")), \
            Relay(url, bridge.outgoing, bridge.incoming) as to_peer, \
            Relay(company.sandbox.url, bridge.told) as to_odoo:
        peer = Peer(company, url, bridge)
        hook = {"url": f"{to_odoo.url}/payment/stripe/webhook", "secret": SECRET,
                "events": EVENTS}
        peer.post("/_config/webhooks/odoo", json.dumps(hook).encode(),
                  **{"Content-Type": "application/json"})
        company.parameter("quittance_sandbox.simulator_url", to_peer.url)
        yield peer
        company.parameter("quittance_sandbox.simulator_url", company.simulator.url)
    for token in before:
        company.admin("payment.token", "write", [token.pop("id")], token)


def until(condition):
    """Wait for what a webhook brings about."""
    limit = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < limit:
        time.sleep(0.1)
    assert condition()


def failed_and_open_again(company, move):
    """Declined, nothing booked, the whole of the invoice is owed again."""
    attempt, = books.attempts(company, move)
    assert (attempt["state"], attempt["transaction"], attempt["booked"]) == (
        "failed", "error", False)
    state, total, residual = company.invoice(move)
    assert (state, residual) == ("not_paid", total)


def test_a_card_is_paid(company, peer):
    peer.store("P-1", GOOD_CARD)
    move, = company.invoices("P-1")
    company.connector("collect")
    attempt = books.paid(company, move)
    until(lambda: ("payment_intent.succeeded", True) in peer.bridge.events)
    assert books.paid(company, move) == attempt, "the webhook of it changes nothing"


def test_a_paid_card_is_refunded_in_part_from_the_dialog_to_the_booking(company, peer):
    peer.store("P-3", GOOD_CARD)
    move, = company.invoices("P-3")
    company.connector("collect")
    attempt = books.paid(company, move)
    odoo = company.sandbox.rpc("accountant")
    number = odoo("quittance.attempt", "search", [("key", "=", attempt["key"])])
    context = odoo("quittance.attempt", "action_refund", number)["context"]
    dialog = odoo("quittance.refund.wizard", "create", {"amount": 12.34, "reason": "Too much"},
                  context=context)
    for _click in range(2):
        odoo("quittance.refund.wizard", "action_confirm", [dialog])
    assert books.refunds(company, move) == [
        {"state": "done", "amount": "12.34", "booked": True, "entries": "1"}]
    assert company.invoice(move)[2] == Decimal("12.34")
    assert company.sandbox.sql(
        f"SELECT cause FROM quittance_hold WHERE move_id = {move} AND active_hold") == [["refund"]]
    request = urllib.request.Request(
        f"{peer.url}/v1/refunds?payment_intent={attempt['provider_reference']}",
        headers={"Authorization": "Bearer sk_test_12345"})
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        assert [one["amount"] for one in json.load(answer)["data"]] == [1234]


def test_a_debit_is_paid(company, peer):
    peer.store_iban("P-5", GOOD_IBAN)
    move, = company.invoices("P-5")
    company.connector("collect")
    books.paid(company, move)


def test_a_failing_debit_is_pending_then_failed_by_its_webhook_and_its_invoice_open(company, peer):
    peer.store_iban("P-5", FAILING_IBAN)
    move, = company.invoices("P-5")
    told = company.sandbox.sql("SELECT max(id) FROM quittance_attempt_event")[0][0]
    company.connector("collect")
    until(lambda: books.attempts(company, move)[0]["state"] == "failed")
    failed_and_open_again(company, move)
    assert ("payment_intent.payment_failed", True) in peer.bridge.events
    key = books.attempts(company, move)[0]["key"]
    history = company.sandbox.sql(
        "SELECT e.after FROM quittance_attempt_event e JOIN quittance_attempt a"
        f" ON a.id = e.attempt_id WHERE a.key = '{key}' AND e.id > {told} ORDER BY e.id")
    states = [after for (after,) in history]
    assert states.index("pending") < states.index("failed")


def test_a_failing_debit_whose_webhook_never_comes_is_found_by_asking(company, peer):
    peer.bridge.silent = True
    peer.store_iban("P-5", FAILING_IBAN)
    move, = company.invoices("P-5")
    company.connector("collect")

    def asked():
        company.connector("reconcile")
        return books.attempts(company, move)[0]["state"] == "failed"
    until(asked)
    failed_and_open_again(company, move)
