"""Disputes: of all, of a part, asked about, lost, won; and what the client is told."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .collect_common import GOOD, LOST, PENDING
from .refund_common import RefundCase


def _refuse(*_args):
    raise UserError("The period is closed.")


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

    # ------------------------------------------------------------------ what cannot be booked

    def test_a_return_that_cannot_be_booked_is_told_once(self):
        attempt = self.collected()
        self._patch(type(attempt), "_reverse_payment", _refuse)
        for _again in range(2):
            with mute_logger("odoo.addons.quittance.models.instruction_believe"):
                self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertEqual((attempt.state, attempt.book_problem), ("done", "The period is closed."))
        self.assertIn("The period is closed.", attempt.sentence)
        told = attempt.activity_ids.filtered(lambda one: "came back" in one.summary)
        self.assertEqual(len(told), len(attempt._supervisors()))
        self.assertEqual(
            len([why for why in attempt.event_ids.mapped("why") if "period is closed" in why]), 1)

    def test_a_return_that_can_be_booked_in_the_end_leaves_no_problem(self):
        attempt = self.collected()
        with patch.object(type(attempt), "_reverse_payment", _refuse), mute_logger(
                "odoo.addons.quittance.models.instruction_believe"):
            self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertFalse(attempt.return_move_id)
        self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertEqual((attempt.state, attempt.book_problem), ("returned", False))

    def cancelled(self, *actions):
        """Collected, and its payment cancelled by the accountant since."""
        attempt = self.collected(move=self.make_due())
        for action in actions or ("action_cancel",):
            getattr(attempt.payment_id, action)()
        return attempt

    def test_a_return_of_a_payment_that_was_cancelled_needs_no_reversal(self):
        # Odoo deletes the entry in the first case, in the second it stands cancelled.
        for actions in (("action_draft", "action_cancel"), ("action_cancel",)):
            attempt = self.cancelled(*actions)
            move = attempt.row_ids.move_id
            self.hear(attempt, "lost", reason="insufficient_funds")
            self.assertEqual((attempt.state, attempt.return_move_id.id), ("returned", False))
            self.assertEqual(move.amount_residual, 100)
            self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "held_invoice")
            self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "held_invoice")

    def test_a_return_of_a_payment_that_is_a_draft_waits_for_its_accountant(self):
        attempt = self.cancelled("action_draft")
        with mute_logger("odoo.addons.quittance.models.instruction_believe"):
            self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertEqual(attempt.state, "done")
        self.assertIn("is a draft", attempt.book_problem)
        attempt.payment_id.action_post()
        self.hear(attempt, "lost", reason="insufficient_funds")
        self.assertEqual((attempt.state, attempt.book_problem), ("returned", False))
        self.assertTrue(attempt.return_move_id)

    def test_a_dispute_won_over_a_payment_that_was_cancelled_is_told(self):
        attempt = self.cancelled()
        self.hear(attempt, "needs_response")
        attempt.activity_ids.unlink()
        self.hear(attempt, "won")
        self.assertEqual(attempt.state, "done")
        self.assertIn("cancelled", " ".join(attempt.activity_ids.mapped("note")))

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
