"""Disputes: of all, of a part, asked about, lost, won; and what the client is told."""

from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING
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

    def test_a_part_waits_until_its_charge_is_known_to_be_done(self):
        attempt = self.executed(PENDING)
        self.hear(attempt, "needs_response", minor=2500)
        self.assertEqual((attempt.state, attempt.booked), ("pending", False))
        self.assertFalse(attempt.refund_ids)

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

    # ------------------------------------------------------------------ won, and paid meanwhile

    def collected_anew(self, attempt):
        """What came back is released by a person, and collected by a second attempt."""
        move = attempt.row_ids.move_id
        self.env["quittance.hold"].search([("move_id", "=", move.id)])._release("he agreed")
        [status] = self.prepare(self.order(move), run_key="another night")
        second = self.attempts.search([("key", "=", status["key"])])
        with self.stripe_answers(GOOD):
            second._execute()
        second._book()
        self.assertEqual((second.booked, move.amount_residual), (True, 0))
        return second

    def told_of_excess(self, attempt):
        """The words of the history, once there and once as a task of a person."""
        whys = [why for why in attempt.event_ids.mapped("why") if "client's credit" in why]
        alarms = attempt.activity_ids.filtered(lambda one: "more than is owed" in one.summary)
        self.assertEqual((len(whys), bool(alarms)), (1, True))
        return whys[0]

    def test_a_dispute_won_after_a_second_collection_is_the_client_s_credit_and_told(self):
        attempt = self.collected()
        self.hear(attempt, "needs_response")
        self.collected_anew(attempt)
        for _again in range(2):
            self.hear(attempt, "won")
        self.assertEqual(attempt.state, "done")
        self.assertIn(attempt.currency_id.format(100), self.told_of_excess(attempt))

    def paid_by_transfer(self, attempt):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=attempt.row_ids.move_id.ids).create({
                "payment_token_id": False, "journal_id": self.env["account.journal"].search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1).id,
            })._create_payments()

    def test_a_part_won_after_a_transfer_is_the_client_s_credit_and_told(self):
        attempt = self.collected()
        self.hear(attempt, "needs_response", minor=2500)
        self.paid_by_transfer(attempt)
        for _again in range(2):
            self.hear(attempt, "won", minor=2500)
        self.assertEqual(attempt.disputed, 0)
        self.assertIn(attempt.currency_id.format(25), self.told_of_excess(attempt))

    def test_a_dispute_won_after_a_transfer_is_the_client_s_credit_and_told(self):
        attempt = self.collected()
        self.hear(attempt, "needs_response")
        self.paid_by_transfer(attempt)
        self.hear(attempt, "won")
        self.assertIn(attempt.currency_id.format(100), self.told_of_excess(attempt))

    def test_a_dispute_won_in_time_tells_of_no_excess(self):
        attempt = self.collected()
        self.hear(attempt, "needs_response")
        self.hear(attempt, "won")
        self.assertFalse([why for why in attempt.event_ids.mapped("why") if "credit" in why])

    def test_a_list_of_disputes_that_breaks_off_decides_nothing(self):
        attempt = self.collected()
        self.hear(attempt, "lost", number=1)
        won = {"id": "dp_2", "payment_intent": attempt.provider_reference, "status": "won",
               "created": 1_790_000_000, "reason": "fraudulent", "amount": 10000,
               "currency": "eur"}
        first = (200, {"data": [won], "has_more": True})
        for broken in (LOST, (500, {}), first):  # the last: there is always more
            with self.stripe_answers(first, broken):
                self.attempts._hear_of_returns(self.company)
            self.assertEqual(attempt.state, "returned")
        lost = {**won, "id": "dp_1", "status": "lost"}
        with self.stripe_answers(first, (200, {"data": [lost], "has_more": False})):
            self.attempts._hear_of_returns(self.company)
        self.assertEqual(attempt.state, "returned")
