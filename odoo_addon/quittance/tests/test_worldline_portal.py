"""The client pays on Worldline's own page: one page for one debt, and a declined try ends nothing."""

import json

from odoo import fields
from odoo.tests import tagged

from .worldline_common import WorldlineCase, payment, refused

PAGE = {"hostedCheckoutId": "session-1", "RETURNMAC": "mac",
        "redirectUrl": "https://worldline.example/session-1"}


@tagged("post_install", "-at_install")
class TestWorldlinePortal(WorldlineCase):

    def opened(self, move):
        """A client's payment whose page was shown; what Odoo makes of the page, and the calls."""
        transaction = self.env["payment.transaction"].sudo().create({
            "provider_id": self.worldline.id, "payment_method_id": self.card.id,
            "amount": move.amount_residual, "currency_id": move.currency_id.id,
            "partner_id": move.partner_id.id, "operation": "online_redirect",
            "reference": f"portal-{move.id}", "invoice_ids": [fields.Command.set(move.ids)]})
        return transaction, self.shown(transaction)

    def shown(self, transaction, *more):
        with self.worldline_answers((201, PAGE), *more) as worldline:
            values = transaction._get_specific_rendering_values({})
        self.assertEqual(values["api_url"], PAGE["redirectUrl"])
        return worldline

    def test_the_open_page_is_shown_again_and_no_second_one_is_opened(self):
        move = self.make_due()
        transaction, first = self.opened(move)
        attempt = transaction._quittance_attempt()
        self.assertEqual(self.attempts._make_room(move), attempt)
        second = self.shown(transaction)
        self.assertEqual((len(first.calls), second.calls), (1, []))
        self.assertEqual(attempt.provider_reference, "hostedcheckout:session-1")

    def test_what_was_paid_on_the_page_is_found_by_asking_for_the_page(self):
        transaction, _calls = self.opened(self.make_due())
        attempt = transaction._quittance_attempt()
        self.long_ago(attempt, hours=2)
        self.resolved(attempt, (200, {"status": "IN_PROGRESS"}))
        self.assertEqual((attempt.state, attempt.row_ids.live), ("unknown", True))
        self.long_ago(attempt, hours=2)
        worldline = self.resolved(attempt, (200, {
            "status": "PAYMENT_CREATED", "createdPaymentOutput": {
                "payment": payment(attempt.key, attempt._minor())}}))
        self.assertTrue(worldline.calls[0]["url"].endswith("/hostedcheckouts/session-1"))
        self.assertEqual((attempt.state, attempt.provider_reference), ("done", "3136405348"))

    def test_a_page_that_the_client_left_makes_room(self):
        transaction, _calls = self.opened(self.make_due())
        attempt = transaction._quittance_attempt()
        self.long_ago(attempt, hours=2)
        self.resolved(attempt, refused(404))
        self.long_ago(attempt, hours=2)
        self.resolved(attempt, (200, {"status": "CANCELLED_BY_CONSUMER"}))
        self.assertEqual((attempt.state, attempt.row_ids.live), ("canceled", False))

    def test_a_declined_try_on_a_page_that_is_open_decides_nothing(self):
        transaction, _calls = self.opened(self.make_due())
        attempt = transaction._quittance_attempt()
        told = {"payment": payment(attempt.key, attempt._minor(), "REJECTED")}
        with self.worldline_answers((200, {"status": "IN_PROGRESS"})):
            transaction._process("worldline", told)
        self.assertEqual((attempt.state, attempt.row_ids.live), ("sending", True))
        over = {"status": "PAYMENT_CREATED", "createdPaymentOutput": told}
        with self.worldline_answers((200, over)):
            transaction._process("worldline", told)
        self.assertEqual((attempt.state, attempt.row_ids.live), ("failed", False))
        attempt._resolve()
        self.assertTrue(attempt.closed_at_provider, json.dumps(attempt.event_ids.mapped("why")))
