"""Disputes: of all, of a part, asked about, lost, won; and what the client is told."""

from odoo.tests import tagged

from .refund_common import RefundCase


@tagged("post_install", "-at_install")
class TestDispute(RefundCase):

    def hear(self, attempt, status, minor=10000, reason="fraudulent", number=1):
        row = {"id": f"dp_{number}", "payment_intent": attempt.provider_reference,
               "created": 1_790_000_000, "reason": reason, "amount": minor, "currency": "eur",
               "status": status}
        with self.stripe_answers((200, {"data": [row]})):
            self.attempts._hear_of_returns(self.company)

    def told(self, move):
        return move.message_ids.filtered(lambda one: one.partner_ids == move.partner_id)

    def test_a_dispute_is_a_reason_of_its_own(self):
        attempt = self.collected()
        move = attempt.row_ids.move_id
        self.hear(attempt, "needs_response")
        self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "disputed")
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "disputed")
        self.assertFalse(self.told(move))

    def test_a_debit_that_his_bank_returned_is_held_and_told_once(self):
        attempt = self.collected()
        move = attempt.row_ids.move_id
        for _again in range(2):
            self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "held_invoice")
        self.assertEqual(len(self.told(move)), 1)

    def test_a_part_that_is_disputed_opens_the_invoice_by_that_part_once(self):
        attempt = self.collected()
        move = attempt.row_ids.move_id
        for _again in range(2):
            self.hear(attempt, "needs_response", minor=2500)
        self.assertEqual((attempt.state, attempt.disputed, attempt.refunded), ("done", 25, 0))
        self.assertEqual((move.amount_residual, move.payment_state), (25, "partial"))
        self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "disputed")

    def test_a_part_that_is_won_in_the_end_pays_the_invoice_again(self):
        attempt = self.collected()
        self.hear(attempt, "under_review", minor=2500)
        for _again in range(2):
            self.hear(attempt, "won", minor=2500)
        self.assertEqual((attempt.disputed, attempt.refund_ids.state), (0, "failed"))
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")

    def test_a_part_that_was_won_at_once_changes_nothing(self):
        attempt = self.collected()
        self.hear(attempt, "won", minor=2500)
        self.assertFalse(attempt.refund_ids)

    def test_what_is_disputed_cannot_be_refunded_too(self):
        attempt = self.collected()
        self.hear(attempt, "needs_response", minor=2500)
        self.assertEqual(attempt._given_back(), 25)
        self.assertEqual(attempt.payment_id.amount_available_for_refund, 75)

    def test_a_bank_that_asks_has_taken_nothing(self):
        attempt = self.collected()
        before = len(attempt.event_ids)
        for status in ("warning_needs_response", "warning_under_review", "warning_closed"):
            self.hear(attempt, status)
        self.assertEqual((attempt.state, len(attempt.event_ids)), ("done", before + 1))
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")
        self.assertTrue(attempt.activity_ids)

    def test_a_dispute_that_ended_with_a_refund_is_booked_once(self):
        attempt = self.collected()
        self.heard(self.seen(attempt))
        self.hear(attempt, "charge_refunded")
        self.assertEqual((attempt.state, attempt.refunded), ("done", 100))
        self.assertEqual(attempt.row_ids.move_id.amount_residual, 100)
