"""A payment provider that Quittance has no code for: success and pending are believed, all else
goes to a person, on one screen, with a reason."""

import ast
from unittest.mock import patch

import requests

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.payment.models import payment_provider
from odoo.tools import mute_logger

from .collect_common import CollectCase


@tagged("post_install", "-at_install")
class TestPlainProvider(CollectCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo's own provider for tests of payments: no table, no adapter, nothing of ours.
        cls.plain = cls.env["payment.provider"].create({
            "name": "Plain", "code": "none", "state": "enabled", "company_id": cls.company.id,
            "is_published": True, "allow_tokenization": True,
            "payment_method_ids": [(4, cls.card.id)]})
        # Odoo makes this for every payment module that is installed.
        cls.env["account.payment.method"].create(
            {"name": "Plain", "code": "none", "payment_type": "inbound"})
        cls.plain._ensure_payment_method_line()
        cls.token.active = False
        cls.token = cls.env["payment.token"].create({
            "provider_id": cls.plain.id, "payment_method_id": cls.card.id,
            "partner_id": cls.client_contact.id, "provider_ref": "plain-1",
            "payment_details": "4242"})

    def charged(self, then):
        """An attempt that was executed by a payment module which sends a request, and then does
        what `then` says with the transaction; what was sent."""
        attempt, sent = self.prepared(), []

        def leave(method, url, **_rest):
            sent.append((method, url))
            answer = requests.Response()
            answer.status_code, answer._content = 200, b'{"id": "plain-pay-1"}'
            return answer

        def send(transaction):
            content = transaction._send_api_request("POST", "charges", json={"of": "card"})
            transaction.provider_reference = content["id"]
            then(transaction)

        with patch.object(type(attempt.transaction_id), "_send_payment_request", send), \
                patch.object(type(self.plain), "_build_request_url",
                             lambda _provider, endpoint: f"https://plain.example/{endpoint}"), \
                patch.object(payment_provider.requests, "request", leave):
            attempt._execute()
        return attempt, sent

    def test_nobody_wrote_code_for_it(self):
        adapter = self.env["quittance.provider"]._for(self.plain)
        self.assertEqual(adapter._name, "quittance.provider")

    def test_success_is_collected_and_booked(self):
        attempt, sent = self.charged(lambda transaction: transaction._set_done())
        self.assertEqual((attempt.state, attempt.provider_reference, len(sent)),
                         ("done", "plain-pay-1", 1))
        attempt._book()
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")

    def test_pending_is_pending_until_its_module_tells_more(self):
        attempt, _sent = self.charged(lambda transaction: transaction._set_pending())
        self.assertEqual((attempt.state, attempt.row_ids.live), ("pending", True))
        attempt.transaction_id._set_done()
        self.assertEqual(attempt.state, "done")

    def decided_by_a_person(self, attempt):
        """It waits on the screen of unknowns, a person was told, and decides with a reason."""
        self.long_ago(attempt, minutes=30)
        with mute_logger("odoo.addons.quittance.models.attempt_resolve"):
            attempt._resolve()
        self.assertEqual((attempt.state, attempt.row_ids.live), ("unknown", True))
        self.assertTrue(attempt.activity_ids)
        action = self.env.ref("quittance.action_attempt_unknown")
        self.assertIn(attempt, self.attempts.search(ast.literal_eval(action.domain)))
        self.assertTrue(attempt.message)
        dialog = attempt.with_user(self.supervisor).action_decide()
        wizard = self.env[dialog["res_model"]].with_user(self.supervisor).with_context(
            **dialog["context"])
        wizard.create({"outcome": "failed", "reason": "The provider's list shows no charge"}
                      ).action_confirm()
        self.assertEqual(attempt.state, "failed")

    def test_an_error_of_its_module_may_be_anything_and_goes_to_a_person(self):
        attempt, _sent = self.charged(lambda transaction: transaction._set_error("No."))
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("unknown", "draft"))
        self.assertIn("No.", attempt.message)
        self.decided_by_a_person(attempt)

    def test_a_cancellation_goes_to_a_person(self):
        attempt, _sent = self.charged(lambda transaction: transaction._set_canceled())
        self.assertEqual(attempt.state, "unknown")
        self.decided_by_a_person(attempt)

    def test_a_module_that_says_nothing_leaves_it_unknown(self):
        attempt, _sent = self.charged(lambda transaction: None)
        self.assertEqual(attempt.state, "unknown")

    def test_a_module_that_breaks_leaves_it_unknown(self):
        def broken(transaction):
            raise KeyError("status")

        attempt, _sent = self.charged(broken)
        self.assertEqual(attempt.state, "unknown")

    def test_an_answer_that_its_module_calls_invalid_leaves_it_unknown(self):
        def invalid(transaction):
            raise ValidationError("Received data with invalid signature.")

        attempt, _sent = self.charged(invalid)
        self.assertEqual(attempt.state, "unknown")

    def test_it_is_neither_asked_nor_sent_again(self):
        attempt, sent = self.charged(lambda transaction: transaction._set_error("No."))
        self.long_ago(attempt, minutes=30)
        with patch.object(payment_provider.requests, "request", self.fail):
            attempt._resolve()
        self.assertEqual((attempt.state, attempt.send_no, len(sent)), ("unknown", 1, 1))
