"""Refunds that the provider tells of: before, during, after, twice, in disorder, never."""

from datetime import date, timedelta
from unittest.mock import Mock

from odoo.tests import tagged

from ..protocol import answers
from .collect_common import GOOD, LOST, PENDING
from .refund_common import RefundCase, made


@tagged("post_install", "-at_install")
class TestRefundHear(RefundCase):

    def rows(self, attempt):
        return [(one.state, one.amount, one.booked) for one in attempt.refund_ids.sorted("no")]

    def test_a_refund_on_the_providers_own_pages_is_booked_once(self):
        attempt = self.collected()
        shown = self.seen(attempt, minor=2500)
        self.tell(attempt, shown)
        self.tell(attempt, shown)
        self.heard(shown)
        self.assertEqual(self.rows(attempt), [("done", 25, True)])
        self.assertEqual((attempt.refunded, attempt.row_ids.move_id.amount_residual), (25, 25))
        self.assertEqual(attempt.refund_ids.origin, "provider")

    def test_a_refund_is_heard_of_without_webhooks(self):
        attempt = self.collected()
        self.heard(self.seen(attempt))
        self.assertEqual(self.rows(attempt), [("done", 100, True)])

    def test_a_webhook_after_the_answer_changes_nothing(self):
        refund, _stripe = self.ordered((200, made))
        shown = self.seen(refund.attempt_id, "re_1", metadata={"quittance_refund": refund.key})
        self.tell(refund.attempt_id, shown)
        self.assertEqual(self.rows(refund.attempt_id), [("done", 100, True)])

    def test_a_webhook_before_the_answer_is_the_answer(self):
        refund, _stripe = self.ordered(LOST)
        shown = self.seen(refund.attempt_id, "re_1", metadata={"quittance_refund": refund.key})
        self.tell(refund.attempt_id, shown)
        self.assertEqual(self.rows(refund.attempt_id), [("done", 100, True)])

    def test_one_that_failed_before_it_was_heard_of_needs_no_room(self):
        attempt = self.ordered((200, made))[0].attempt_id
        self.heard(self.seen(attempt, status="failed"))
        self.assertEqual(self.rows(attempt)[-1], ("failed", 100, False))
        self.assertEqual((attempt.refunded, attempt.refunding), (100, 100))

    def test_a_webhook_makes_no_transaction_of_its_own(self):
        refund, _stripe = self.ordered(LOST)
        source = refund.attempt_id.transaction_id
        self.assertEqual(source._create_child_transaction(100, is_refund=True), source)
        self.assertEqual(source.child_transaction_ids, refund.transaction_id)

    def test_a_refund_that_fails_later_pays_the_invoice_again(self):
        refund, _stripe = self.ordered((200, made), amount="30")
        attempt, move = refund.attempt_id, refund.attempt_id.row_ids.move_id
        self.assertEqual(move.amount_residual, 30)
        shown = self.seen(attempt, "re_1", minor=3000, status="failed",
                          metadata={"quittance_refund": refund.key})
        self.tell(attempt, shown, refund.transaction_id)
        self.assertEqual((refund.state, refund.booked, attempt.refunded), ("failed", False, 0))
        self.assertEqual((move.amount_residual, move.payment_state), (0, "paid"))
        self.assertEqual(refund.transaction_id.state, "error")
        self.assertTrue(refund.activity_ids)

    def test_a_whole_refund_that_fails_later_pays_the_invoice_again(self):
        refund, _stripe = self.ordered((200, made))
        shown = self.seen(refund.attempt_id, "re_1", status="failed",
                          metadata={"quittance_refund": refund.key})
        self.heard(shown)
        self.assertEqual(refund.attempt_id.row_ids.move_id.payment_state, "paid")

    def test_an_old_notification_does_not_undo_a_failure(self):
        refund, _stripe = self.ordered((200, made))
        key = {"quittance_refund": refund.key}
        failed = self.seen(refund.attempt_id, "re_1", status="failed", metadata=key)
        self.tell(refund.attempt_id, failed)
        with self.stripe_answers((200, failed)):
            refund.attempt_id.transaction_id._process("stripe", {
                "reference": refund.attempt_id.key,
                "refund": self.seen(refund.attempt_id, "re_1", metadata=key)})
        self.assertEqual(refund.state, "failed")

    def test_a_refund_whose_charge_is_not_known_to_be_done_waits_for_it(self):
        attempt = self.executed(PENDING)
        shown = self.seen(attempt)
        self.heard(shown)
        self.assertEqual((self.rows(attempt), attempt.booked), ([], False))
        attempt._believe(answers.Verdict("done", "succeeded"), "told")
        self.heard(shown)
        self.assertEqual((self.rows(attempt), attempt.booked), ([("done", 100, True)], True))

    def test_a_part_that_fails_after_all_came_back_pays_nothing_again(self):
        attempt = self.executed(GOOD)
        attempt.since += timedelta(days=9)  # some days after it fell due
        attempt._book()
        refund, _stripe = self.ordered((200, made), amount="30", attempt=attempt)
        move = attempt.row_ids.move_id
        attempt._return(date.today() + timedelta(days=9), "fraudulent", "")
        self.heard(self.seen(attempt, "re_1", minor=3000, status="failed",
                             metadata={"quittance_refund": refund.key}))
        self.assertEqual((refund.state, attempt.state), ("failed", "returned"))
        self.assertEqual((move.amount_residual, move.payment_state), (100, "not_paid"))

    def test_a_refund_that_failed_before_it_could_be_booked_has_no_problem_left(self):
        self._patch(type(self.env["quittance.refund"]), "_book", Mock(side_effect=ValueError("x")))
        refund, _stripe = self.ordered((200, made))
        self.assertTrue(refund.book_problem)
        self.heard(self.seen(refund.attempt_id, "re_1", status="failed",
                             metadata={"quittance_refund": refund.key}))
        self.assertEqual((refund.state, refund.book_problem), ("failed", False))

    def test_anothers_refund_is_not_taken_over(self):
        attempt, other = self.collected(), self.collected()
        shown = self.seen(other)
        with self.stripe_answers((200, shown)):
            attempt.transaction_id._process("stripe", {"reference": attempt.key, "refund": shown})
        self.assertEqual((self.rows(attempt), self.rows(other)), ([], []))

    def test_a_refund_that_a_restore_lost_comes_back_under_its_own_key(self):
        attempt = self.collected()
        self.heard(self.seen(attempt, metadata={"quittance_refund": "r1lost"}))
        self.assertEqual(attempt.refund_ids.key, "r1lost")
        self.assertEqual(attempt.refund_no, 1)

    def test_an_extra_success_that_is_refunded_leaves_the_invoice_alone(self):
        attempt = self.collected()
        attempt.payment_id.move_id.line_ids.remove_move_reconcile()
        attempt.extra = True
        self.heard(self.seen(attempt))
        self.assertEqual(self.rows(attempt), [("done", 100, True)])
        self.assertFalse(self.env["quittance.hold"]._reason_for(attempt.row_ids.move_id)[0])

    def test_a_part_made_at_the_provider_is_taken_over_while_another_is_open(self):
        refund, _stripe = self.ordered(LOST, amount="30")
        attempt, move = refund.attempt_id, refund.attempt_id.row_ids.move_id
        self.tell(attempt, self.seen(attempt, minor=2000))
        self.assertEqual(sorted(self.rows(attempt)), [("done", 20, True), ("unknown", 30, False)])
        self.assertEqual((attempt.refunded, move.amount_residual), (20, 20))

    def test_two_whole_refunds_are_an_alarm_and_the_true_one_is_booked_in_the_end(self):
        refund, _stripe = self.ordered(LOST)
        attempt, shown = refund.attempt_id, self.seen(refund.attempt_id)
        for _again in range(2):
            self.tell(attempt, shown)
            self.heard(shown)
        self.assertEqual(self.rows(attempt), [("unknown", 100, False)])
        told = attempt.activity_ids.filtered(lambda one: "more than fits" in one.summary)
        self.assertEqual(told.user_id & self.supervisor, self.supervisor)
        refund.with_user(self.supervisor)._decide("canceled", "not on Stripe's pages")
        self.heard(shown)
        self.assertEqual(sorted(self.rows(attempt)), [("canceled", 100, False),
                                                      ("done", 100, True)])

    def test_a_late_success_that_does_not_fit_is_an_alarm_too(self):
        refund, _stripe = self.ordered(LOST)
        attempt = refund.attempt_id
        refund.with_user(self.supervisor)._decide("canceled", "not on Stripe's pages")
        self.heard(self.seen(attempt))
        self.heard(self.seen(attempt, "re_1", metadata={"quittance_refund": refund.key}))
        self.assertEqual(sorted(self.rows(attempt)), [("canceled", 100, False),
                                                      ("done", 100, True)])
        self.assertIn("more than fits", " ".join(attempt.activity_ids.mapped("summary")))
