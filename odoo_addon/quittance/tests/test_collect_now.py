"""*Collect now*: what its dialog has shown is charged once, and nothing else."""

from decimal import Decimal
from unittest.mock import patch

import psycopg2

from odoo.addons.quittance.models import attempt_portal
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .collect_common import GOOD, LOST, CollectCase, declined


@tagged("post_install", "-at_install")
class TestCollectNow(CollectCase):

    def halves(self):
        """An invoice of 100: one half is due today, the other in 30 days."""
        term = self.env["account.payment.term"].create({"name": "Halves", "line_ids": [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
            for days in (0, 30)]})
        move = self.make_invoice(post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        return move

    def pay_outside(self, move, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({
                "amount": amount, "payment_token_id": False,
                "journal_id": self.env["account.journal"].search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1).id,
            })._create_payments()

    def attempt_of(self, move):
        return move.sudo().quittance_row_ids.attempt_id

    def test_the_dialog_shows_what_is_charged_and_charges_nothing(self):
        move = self.halves()
        with self.stripe_answers(GOOD) as stripe:
            dialog = self.dialog_of(move)
        self.assertEqual((dialog.no, dialog.amount, dialog.early, dialog.warning),
                         (1, 50, False, False))
        self.assertEqual((stripe.calls, len(self.attempt_of(move))), ([], 0))

    def test_pressing_twice_in_two_windows_takes_the_due_half_once(self):
        move = self.halves()
        with self.stripe_answers(GOOD) as stripe:
            first, second = self.dialog_of(move), self.dialog_of(move)
            for dialog in (first, second, first):
                dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), move.amount_residual), (1, 50))

    def test_a_click_whose_reply_was_lost_is_repeated_without_a_second_charge(self):
        move = self.halves()
        with self.stripe_answers(LOST) as stripe:
            dialog = self.dialog_of(move)
            dialog.action_confirm()
            dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), self.attempt_of(move).state), (1, "unknown"))

    def test_the_half_that_is_not_due_is_taken_where_the_dialog_says_so(self):
        move = self.halves()
        with self.stripe_answers(GOOD) as stripe:
            self.collect_now(move)
            dialog = self.dialog_of(move)
            self.assertEqual((dialog.no, dialog.amount, dialog.early), (2, 50, True))
            self.assertIn("it is charged early", dialog.warning)
            dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), move.amount_residual), (2, 0))
        self.assertEqual(self.attempt_of(move).sorted("id").mapped("early"), [False, True])

    def test_a_half_that_was_paid_meanwhile_is_not_replaced_by_the_one_not_due(self):
        move = self.halves()
        dialog = self.dialog_of(move)
        self.pay_outside(move, 50)
        with self.stripe_answers(GOOD) as stripe, \
                self.assertRaisesRegex(UserError, "charged or paid since"):
            dialog.action_confirm()
        self.assertEqual((stripe.sent(), move.amount_residual), ([], 50))

    def test_a_half_that_is_paid_between_prepare_and_send_is_not_replaced_either(self):
        move = self.halves()
        order, _facts = self.attempts._plan_by_hand(move)
        order["key"] = self.attempts._derive(move, order)
        attempt, code, _sentence = self.attempts._prepare(
            order, "hand", as_of=self.company._quittance_today())
        self.assertEqual((code, attempt.state), ("", "prepared"))
        self.pay_outside(move, 50)
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
        self.assertEqual((stripe.sent(), attempt.state, attempt.code),
                         ([], "canceled", "nothing_due"))

    def test_what_the_night_has_collected_since_is_not_charged_by_an_open_dialog(self):
        move = self.halves()
        dialog = self.dialog_of(move)
        [status] = self.prepare(self.order(move, amount="50.00"))
        night = self.attempts.search([("key", "=", status["key"])])
        with self.stripe_answers(GOOD) as stripe:
            night._execute()
            night._book()
            dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), move.amount_residual), (1, 50))

    def test_a_number_that_another_charge_has_taken_is_refused(self):
        move = self.make_due()
        dialog = self.dialog_of(move)
        self.pay_outside(move, 30)
        with self.stripe_answers(declined()):
            self.collect_now(move)
        with self.stripe_answers(GOOD) as stripe, \
                self.assertRaisesRegex(UserError, "charged or paid since"):
            dialog.action_confirm()
        self.assertEqual(stripe.sent(), [])

    def test_a_decline_is_told_and_the_same_click_tries_nothing_again(self):
        move = self.make_due()
        dialog = self.dialog_of(move)
        with self.stripe_answers(declined()) as stripe:
            told = dialog.action_confirm()
            dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), told["params"]["type"]), (1, "warning"))

    # ------------------------------------------------------------------ somebody else is at it

    def test_a_conflict_before_the_call_is_tried_again_by_the_same_click(self):
        move, failed = self.make_due(), []
        real = type(self.attempts)._begin_sending

        def begin(attempt):
            if not failed:
                failed.append(attempt)
                raise psycopg2.errors.SerializationFailure("could not serialize access")
            return real(attempt)

        with self.stripe_answers(GOOD) as stripe, \
                patch.object(type(self.attempts), "_begin_sending", begin):
            self.collect_now(move)
        self.assertEqual((len(stripe.sent()), move.payment_state, len(self.attempt_of(move))),
                         (1, "paid", 1))

    def test_what_cannot_be_sent_at_all_is_called_off_and_blocks_nobody(self):
        move, told = self.make_due(), ""
        with self.stripe_answers(GOOD) as stripe, patch.object(attempt_portal, "CLIENT_WAIT", 0):
            with patch.object(type(self.attempts), "_execute_isolated", lambda attempt: "busy"):
                try:  # assertRaises would undo what the real transaction has committed
                    self.collect_now(move)
                except UserError as refusal:
                    told = str(refusal)
            self.assertIn("nothing was charged", told)
            self.assertEqual((stripe.sent(), self.attempt_of(move).state), ([], "canceled"))
            self.collect_now(move)
        self.assertEqual((len(stripe.sent()), move.payment_state), (1, "paid"))

    # ------------------------------------------------------------------ the provider has it already

    def collected_and_taken_off(self, back=0):
        """An invoice whose collected payment was cancelled by mistake; `back`: refunded before."""
        attempt = self.executed(GOOD)
        attempt._book()
        if back:
            self.env["quittance.refund"]._record(
                attempt, Decimal(back), self.company._quittance_today(), "re_1", "too much")
        attempt.payment_id.action_cancel()
        move = attempt.row_ids.move_id
        self.env["quittance.hold"].search([("move_id", "=", move.id)])._release("looked at")
        self.assertEqual(move.amount_residual, 100)
        return attempt, move

    def test_what_the_provider_has_already_is_not_charged_again_by_a_click(self):
        attempt, move = self.collected_and_taken_off()
        dialog = self.dialog_of(move)
        for said in (move.currency_id.format(100), attempt.payment_id.name,
                     self.attempts._date(attempt.payment_id.date)):
            self.assertIn(said, dialog.warning)
        with self.stripe_answers(GOOD) as stripe:
            for reason in (False, "  "):
                dialog.reason = reason
                with self.assertRaisesRegex(UserError, "Say why"):
                    dialog.action_confirm()
        self.assertEqual((dialog.again, stripe.calls, len(self.attempt_of(move))), (True, [], 1))

    def test_a_reason_charges_it_again_and_stays_in_the_history(self):
        attempt, move = self.collected_and_taken_off()
        dialog = self.dialog_of(move)
        dialog.reason = "the payment was another client's"
        with self.stripe_answers(GOOD) as stripe:
            dialog.action_confirm()
            dialog.action_confirm()
        again = self.attempt_of(move) - attempt
        self.assertEqual((len(stripe.sent()), again.state, move.payment_state),
                         (1, "done", "paid"))
        self.assertEqual(again.again_because, "the payment was another client's")
        self.assertIn("the payment was another client's",
                      again.event_ids.sorted("id")[0].why)

    def test_a_dialog_without_that_question_does_not_charge_what_was_taken_off_since(self):
        attempt = self.executed(GOOD)
        attempt._book()
        move = attempt.row_ids.move_id
        attempt.payment_id.action_cancel()
        with self.stripe_answers(GOOD) as stripe, \
                self.assertRaisesRegex(UserError, "The provider has this money already"):
            self.attempts._collect_now(move, 2, Decimal(100))
        self.assertEqual(stripe.sent(), [])

    def test_a_payment_that_was_unmatched_is_the_client_s_credit(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt.row_ids.move_id.line_ids.remove_move_reconcile()
        with self.assertRaisesRegex(UserError, "credit covers it"):
            self.dialog_of(attempt.row_ids.move_id)

    def test_only_what_the_provider_still_has_is_named(self):
        _attempt, move = self.collected_and_taken_off(back=25)
        dialog = self.dialog_of(move)
        self.assertTrue(dialog.again)
        self.assertIn(move.currency_id.format(75), dialog.warning)

    def test_what_was_given_back_needs_no_reason(self):
        attempt = self.executed(GOOD)
        attempt._book()
        move = attempt.row_ids.move_id
        self.env["quittance.refund"]._record(
            attempt, Decimal(25), self.company._quittance_today(), "re_1", "too much")
        self.env["quittance.hold"].search([("move_id", "=", move.id)])._release("looked at")
        dialog = self.dialog_of(move)
        self.assertEqual((dialog.amount, dialog.again), (25, False))
        self.assertIn("went back since", dialog.warning)
        with self.stripe_answers(GOOD) as stripe:
            dialog.action_confirm()
        self.assertEqual((len(stripe.sent()), move.amount_residual), (1, 0))

    # ------------------------------------------------------------------ who

    def test_who_may_open_and_press(self):
        move = self.make_due()
        for user in (self.employee, self.connector):
            with self.assertRaises(AccessError):
                move.with_user(user).action_quittance_collect_now()
        dialog = self.dialog_of(move)
        with self.assertRaises(AccessError):
            dialog.with_user(self.supervisor).action_confirm()
