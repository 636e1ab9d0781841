"""Worldline beside the company's Stripe: its simulator, and clients whose card is stored there."""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request

from simulator.client import Simulator

# Client code: [name, what the simulator does with the card (worldline_simulator/payments.py)].
CLIENTS = {"W-1": ["Villa Carte", "good"], "W-2": ["Villa Refusée", "declined"],
           "W-3": ["Villa Perdue", "good"], "W-4": ["Villa Redirigée", "redirected"],
           "W-5": ["Villa En Attente", "waiting"]}
MAKE = """
import json
provider = env.ref("payment.payment_provider_worldline")
provider.write({"state": "test", "worldline_pspid": "shop", "worldline_api_key": "key",
                "worldline_api_secret": "secret", "worldline_webhook_key": "hook",
                "worldline_webhook_secret": "hush", "allow_tokenization": True})
card = env.ref("payment.payment_method_card")
ids = {}
for code, (name, outcome) in clients.items():
    villa = env["res.partner"].search([("ref", "=", code)]) or env["res.partner"].create(
        {"name": name, "ref": code, "is_company": True, "country_id": env.ref("base.fr").id})
    reference = f"{outcome}_{code}"
    env["payment.token"].search([("provider_ref", "=", reference)]) or env["payment.token"].create(
        {"provider_id": provider.id, "payment_method_id": card.id, "partner_id": villa.id,
         "provider_ref": reference, "payment_details": "4242"})
    ids[code] = villa.id
env.cr.commit()
print(json.dumps(ids))
"""
ATTEMPTS = """
SELECT a.key, a.state, a.send_no, a.booked, COALESCE(a.code, ''), count(p.id)
  FROM quittance_attempt_invoice i JOIN quittance_attempt a ON a.id = i.attempt_id
  LEFT JOIN account_payment p ON p.id = a.payment_id AND p.state IN ('in_process', 'paid')
 WHERE i.move_id = {} GROUP BY a.id, i.no ORDER BY i.no"""


class Worldline:
    """Use as a context manager around tests on a Company (world.py)."""

    def __init__(self, company):
        self.company = company

    def __enter__(self):
        self.simulator = Simulator(
            self.company.folder, judge=True, provider="worldline").start()
        self.company.parameter("quittance_sandbox.worldline_url", self.simulator.url)
        self.company.parameter("quittance_sandbox.wait.resolve", "0")
        told = self.company.sandbox.shell(MAKE, clients=CLIENTS)
        self.company.ids["partner"].update(json.loads(told.splitlines()[-1]))
        return self

    def __exit__(self, *_details):
        admin = self.company.admin
        provider = admin("payment.provider", "search", [("code", "=", "worldline"),
                                                        ("company_id", "=", 1)])
        admin("payment.provider", "write", provider, {"state": "disabled"})
        self.company.parameter("quittance_sandbox.wait.resolve", "2")
        self.simulator.stop()

    def attempts(self, move):
        """[{key, state, sends, booked, code, payments}] of an invoice, in order."""
        names = ("key", "state", "sends", "booked", "code", "payments")
        rows = self.company.sandbox.sql(ATTEMPTS.format(int(move)))
        return [{**dict(zip(names, row, strict=True)), "sends": int(row[2]),
                 "booked": row[3] == "t", "payments": int(row[5])} for row in rows]

    def tell(self, payment, secret="hush"):
        """Worldline's webhook about a payment; the HTTP status of Odoo's answer."""
        body = json.dumps({"merchantId": "shop", "type": "payment.captured",
                           "payment": payment}).encode()
        signed = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        request = urllib.request.Request(
            f"{self.company.sandbox.url}/payment/worldline/webhook", body, {
                "Content-Type": "application/json",
                "X-GCS-Signature": base64.b64encode(signed).decode()})
        try:
            return urllib.request.urlopen(request, timeout=60).status
        except urllib.error.HTTPError as error:
            return error.code

    def of(self, reference):
        """What was really charged under one of our references: the simulator's own ledger."""
        return self.simulator.summary()["by_reference"].get(reference)

    def charged_once(self, move):
        """One attempt, collected and booked by one payment; one charge of all of the invoice."""
        attempt, = self.attempts(move)
        state, total, residual = self.company.invoice(move)
        assert (attempt["state"], attempt["booked"], attempt["payments"]) == ("done", True, 1)
        assert (state, residual) == ("paid", 0), move
        found = self.of(attempt["key"])
        assert (found["succeeded"], found["amount_succeeded"]) == (1, int(total * 100)), found
        return attempt
