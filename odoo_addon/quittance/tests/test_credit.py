"""Open credits and money that came otherwise: the difference is charged, nothing put unasked."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .collect_common import GOOD, PENDING, CollectCase, found


@tagged("post_install", "-at_install")
class TestCredit(CollectCase):

    def setUp(self):
        super().setUp()
        self.move = self.make_due()

    def credit_note(self, amount):
        return self.make_invoice(amount=amount, move_type="out_refund")

    def paid_by_transfer(self, amount, move=None):
        """A payment as the accountant books it; matched with an invoice, or left open."""
        if move:
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids).create({"amount": amount})
            return wizard._create_payments()
        payment = self.env["account.payment"].create({
            "amount": amount, "payment_type": "inbound", "partner_type": "customer",
            "partner_id": self.client_contact.id})
        payment.action_post()
        return payment

    def look(self, move=None):
        return self.attempts._look_at(move or self.move, self.company._quittance_today())[0]

    def test_a_credit_note_is_proposed_and_the_difference_charged(self):
        self.credit_note(30)
        look = self.look()
        self.assertEqual((look.code, look.amount), ("collect", 70))
        self.assertEqual(self.prepare(self.order(self.move))[0]["error_code"], "nothing_due")
        self.assertEqual(self.prepare(self.order(self.move, amount="70.00"))[0]["state"],
                         "prepared")
        self.assertEqual(self.move.amount_residual, 100)

    def test_an_unmatched_payment_counts_like_a_credit_note(self):
        self.paid_by_transfer(40)
        self.assertEqual(self.look().amount, 60)
        self.assertEqual(self.move.quittance_credit, 40)

    def test_a_credit_that_covers_all_is_the_reason(self):
        self.credit_note(120)
        look = self.look()
        self.assertEqual(look.code, "credit")
        self.assertIn("credit covers it", look.sentence)
        with self.assertRaisesRegex(UserError, "credit covers it"):
            self.dialog_of(self.move)

    def test_a_credit_is_proposed_once_on_the_invoice_due_first(self):
        later = self.make_due()
        later.line_ids.filtered("date_maturity").date_maturity = fields.Date.add(
            self.company._quittance_today(), days=5)
        later.invoice_date_due = fields.Date.add(self.company._quittance_today(), days=5)
        self.credit_note(130)
        credits_ = (self.move | later)._quittance_credits_of()
        self.assertEqual((credits_[self.move], credits_[later]), (100, 30))

    def test_another_clients_credit_is_not_proposed(self):
        self.make_invoice(client=self.env["res.partner"].create({"name": "Other"}), amount=30,
                          move_type="out_refund")
        self.assertEqual(self.look().amount, 100)

    def test_a_credit_found_between_the_phases_stops_the_charge(self):
        attempt = self.prepared(self.move)
        self.credit_note(30)
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
        self.assertEqual((attempt.state, stripe.sent()), ("canceled", []))

    def test_a_credit_goes_to_the_same_invoice_when_two_planned_together_are_sent(self):
        self.credit_note(30)
        later = self.make_due(amount=50)
        first = self.prepared(self.move, amount="70.00")
        second = self.prepared(later, amount="50.00")
        for attempt in (second, first):
            with self.stripe_answers(PENDING):
                attempt._execute()
        self.assertEqual((first.state, second.state), ("pending", "pending"))
        self.assertEqual((self.move.quittance_credit, later.quittance_credit), (30, 0))

    def test_the_button_puts_the_credit_on_the_invoice(self):
        self.credit_note(30)
        self.move.with_user(self.accountant).action_quittance_use_credit()
        self.assertEqual((self.move.amount_residual, self.look().amount), (70, 70))
        self.assertEqual(self.move.quittance_credit, 0)

    def test_the_button_waits_while_a_charge_is_under_way(self):
        self.executed(PENDING, move=self.move)
        self.credit_note(30)
        with self.assertRaisesRegex(UserError, "under way"):
            self.move.with_user(self.accountant).action_quittance_use_credit()

    # ------------------------------------------------------------------ paid meanwhile

    def settle(self, attempt):
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": found(attempt), "payment_method": "pm"})
        attempt._book()

    def test_paid_by_transfer_while_pending_becomes_the_clients_credit_with_an_alarm(self):
        attempt = self.executed(PENDING, move=self.move)
        self.paid_by_transfer(100, self.move)
        self.settle(attempt)
        self.assertEqual((attempt.state, attempt.booked, self.move.payment_state),
                         ("done", True, "paid"))
        self.assertIn("Collected more than is owed now", attempt.activity_ids.mapped("summary"))
        later = self.make_due()
        self.assertEqual(self.look(later).code, "credit")

    def test_a_credit_note_while_pending_leaves_the_excess_as_credit(self):
        attempt = self.executed(PENDING, move=self.move)
        (self.credit_note(30).line_ids | self.move.line_ids).filtered(
            lambda line: line.account_type == "asset_receivable").reconcile()
        self.settle(attempt)
        self.assertEqual(self.move.amount_residual, 0)
        self.assertEqual(self.look(self.make_due()).amount, 70)
        self.assertTrue(attempt.activity_ids)

    def test_a_payment_in_part_before_the_night_leaves_the_rest_to_charge(self):
        self.paid_by_transfer(40, self.move)
        self.assertEqual(self.look().amount, 60)

    def test_a_charge_that_is_owed_alarms_nobody(self):
        attempt = self.executed(GOOD, move=self.move)
        attempt._book()
        self.assertFalse(attempt.activity_ids)
