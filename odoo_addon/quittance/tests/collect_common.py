"""What the tests of collecting share: a client with a stored method, and Stripe's answers."""

import contextlib
import json
from decimal import Decimal
from unittest.mock import patch

import requests

from odoo import fields
from odoo.addons.payment.models import payment_provider
from odoo.addons.quittance.models.cap_use import QuittanceCapUse
from odoo.addons.quittance.models.instruction_mixin import QuittanceInstructionMixin
from odoo.addons.quittance.models.policy import QuittancePolicy
from odoo.addons.quittance.models.wire_record import QuittanceWireRecord
from odoo.addons.quittance.services import provider_http
from odoo.tools import mute_logger

from .controls_common import ControlsCase


class FakeStripe:
    """Answers as it is told, and remembers what was asked. `answers`: [(status, body)] in order,
    the last one for ever; a body may be a function of the request, an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def __call__(self, method, url, params=None, data=None, headers=None, **_rest):
        self.calls.append({"method": method, "url": url, "data": data, "params": params,
                           "headers": headers or {}})
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        response = requests.Response()
        response.status_code = status
        body = body(self.calls[-1]) if callable(body) else body
        response._content = json.dumps(body).encode()
        return response

    def sent(self):
        """The charges that were asked for."""
        return [call for call in self.calls
                if call["method"] == "POST" and call["url"].endswith("/payment_intents")]


def intent(call, status="succeeded", **more):
    """A payment intent as Stripe makes it of a charge's request."""
    data = call["data"]
    return {"id": f"pi_{data['description']}", "object": "payment_intent", "status": status,
            "description": data["description"], "amount": int(data["amount"]),
            "currency": data["currency"], "customer": data.get("customer"), **more}


def found(attempt, status="succeeded", **more):
    """The intent of an attempt, as an inquiry finds it."""
    return {"id": f"pi_{attempt.key}", "object": "payment_intent", "status": status,
            "description": attempt.key, "amount": attempt._minor(), "currency": "eur", **more}


def declined(code="card_declined"):
    """A decline to a charge."""
    def body(call):
        error = {"type": "card_error", "code": code, "message": "No."}
        return {"error": {**error, "payment_intent": intent(
            call, "requires_payment_method", last_payment_error=dict(error))}}
    return 402, body


GOOD = (200, intent)
PENDING = (200, lambda call: intent(call, "processing"))
LOST = requests.exceptions.ConnectionError("lost")


@contextlib.contextmanager
def answering(fake):
    """Whatever leaves for a provider goes to `fake` while inside."""
    with patch.object(payment_provider.requests, "request", fake), \
            patch.object(provider_http.requests, "request", fake), \
            mute_logger("odoo.addons.payment.models.payment_provider"):
        yield fake


class CollectCase(ControlsCase):
    """A bound database, collection on, an invoice of 100 that is due, a card at Stripe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attempts = cls.env["quittance.attempt"]
        cls.env["ir.config_parameter"].set_param(
            "quittance_sandbox.simulator_url", "http://127.0.0.1:9")
        if not cls.ledger._is_bound():
            cls.ledger._write_binding("test")
        cls.settings.sudo().write(
            {"go_live": fields.Date.to_date("2020-01-01"), "collection_on": True})
        cls.stripe = cls.env["payment.provider"].search(
            [("code", "=", "stripe"), ("company_id", "=", cls.company.id)], limit=1)
        cls.stripe.write({"state": "enabled", "stripe_publishable_key": "pk_test_1",
                          "stripe_secret_key": "sk_test_1", "stripe_webhook_secret": "whsec_1",
                          "allow_tokenization": True})
        cls.card = cls.env.ref("payment.payment_method_card")
        cls.card.active = True
        cls.token = cls._make_token(cls.client_contact)

    def setUp(self):
        super().setUp()
        self._patch(QuittanceInstructionMixin, "_commit", lambda one: one.env.flush_all())
        self._patch(QuittanceInstructionMixin, "_rollback",
                    lambda one: one.env.invalidate_all())
        self._patch(QuittancePolicy, "_allows_test_mode", lambda one: True)
        self._patch(QuittanceWireRecord, "_open_cursor",
                    lambda one: contextlib.nullcontext(self.env.cr))
        self._patch(QuittanceCapUse, "_open_cursor",
                    lambda one: contextlib.nullcontext(self.env.cr))
        self._keep_wire()

    def _keep_wire(self):
        """Records go through a cursor of their own and outlive a savepoint that is undone; the
        one test cursor loses them, so they are put back."""
        insert, kept = QuittanceWireRecord._insert, []

        def keep(records, **values):
            kept.append(values)
            insert(records, **values)

        def first_charge(records, reference):
            if not records.search_count([("reference", "=", reference), ("kind", "=", "sent")]):
                for values in kept:
                    insert(records, **values)
            return real(records, reference)

        real = QuittanceWireRecord._first_charge
        self._patch(QuittanceWireRecord, "_insert", keep)
        self._patch(QuittanceWireRecord, "_first_charge", first_charge)

    def _patch(self, *values):
        patcher = patch.object(*values)
        patcher.start()
        self.addCleanup(patcher.stop)

    @classmethod
    def _make_token(cls, client, **vals):
        return cls.env["payment.token"].create({
            "provider_id": cls.stripe.id, "payment_method_id": cls.card.id,
            "partner_id": client.id, "provider_ref": "cus_1", "payment_details": "4242",
            "stripe_payment_method": "pm_good_1", **vals})

    def make_due(self, **more):
        """A posted invoice that is due today."""
        move = self.make_invoice(post=False, **more)
        move.invoice_payment_term_id = self.env.ref("account.account_payment_term_immediate")
        move.action_post()
        return move

    def order(self, move, token=None, amount="100.00", **more):
        """What the connector asks `prepare` for."""
        no = self.env["quittance.attempt.invoice"]._next_no(move)
        order = {"move_id": move.id, "no": no, "amount": amount, "rail": "odoo",
                 "method_id": (token or self.token).id, "currency": move.currency_id.name, **more}
        order.setdefault("key", self.attempts._derive(
            move, {**order, "amount": Decimal(order["amount"])}))
        return order

    def prepare(self, *orders, run_key="run-1"):
        """`prepare` as the connector calls it; the statuses."""
        return self.rpc("prepare", company_id=self.company.id, as_of="", run_key=run_key,
                        attempts=list(orders))["attempts"]

    def prepared(self, move=None, **more):
        """A prepared attempt."""
        move = move or self.make_due()
        status = self.prepare(self.order(move, **more))[0]
        self.assertEqual(status["state"], "prepared", status)
        return self.attempts.search([("key", "=", status["key"])])

    def dialog_of(self, move, user=None):
        """The dialog that *Collect now* opens, as the accountant unless told."""
        action = move.with_user(user or self.accountant).action_quittance_collect_now()
        return self.env[action["res_model"]].with_user(user or self.accountant).browse(
            action["res_id"])

    def collect_now(self, move, user=None):
        """*Collect now*, and *Charge* in its dialog."""
        return self.dialog_of(move, user).action_confirm()

    @contextlib.contextmanager
    def stripe_answers(self, *answers):
        """Stripe answers so while inside."""
        with answering(FakeStripe(*answers)) as fake:
            yield fake

    def executed(self, *answers, move=None):
        """An attempt that was executed against these answers."""
        attempt = self.prepared(move)
        with self.stripe_answers(*answers):
            attempt._execute()
        return attempt

    def long_ago(self, attempt, **delta):
        """Let time pass for an attempt."""
        back = fields.Datetime.subtract(fields.Datetime.now(), **delta)
        attempt.write({"since": back, "sent_at": back, "lease_until": back, "asked_at": False})
