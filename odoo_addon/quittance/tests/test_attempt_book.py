"""Booking and returns: once per success, one failing apart, dated when money came back."""

from datetime import date

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .collect_common import GOOD, PENDING, CollectCase


@tagged("post_install", "-at_install")
class TestAttemptBook(CollectCase):

    def test_a_success_pays_its_invoice_once(self):
        attempt = self.executed(GOOD)
        move = attempt.row_ids.move_id
        attempt._book()
        attempt._book()
        attempt.transaction_id._post_process()
        payments = self.env["account.payment"].search(
            [("payment_transaction_id", "=", attempt.transaction_id.id)])
        self.assertEqual((len(payments), payments.amount), (1, 100))
        self.assertEqual(payments.memo, move.name)
        self.assertEqual((move.payment_state, attempt.row_ids.live), ("paid", False))

    def test_odoos_own_post_processing_books_through_the_attempt(self):
        attempt = self.executed(GOOD)
        attempt.transaction_id._post_process()
        self.assertTrue(attempt.booked)
        self.assertEqual(attempt.payment_id.quittance_attempt_id, attempt)

    def test_the_index_allows_one_payment_per_attempt(self):
        attempt = self.executed(GOOD)
        attempt._book()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), \
                self.cr.savepoint():
            attempt.payment_id.copy().quittance_attempt_id = attempt
            self.env.flush_all()

    def test_many_are_booked_together_and_a_failing_one_is_isolated(self):
        attempts = self.attempts.union(*(self.executed(GOOD) for _n in range(4)))
        bad, real = attempts[1], type(attempts)._prepare_payment

        def broken(attempt):
            if attempt == bad:
                raise UserError("no journal")
            return real(attempt)

        self._patch(type(attempts), "_prepare_payment", broken)
        with mute_logger("odoo.addons.quittance.models.instruction_mixin"):
            attempts._book()
        self.assertEqual((attempts - bad).mapped("booked"), [True] * 3)
        self.assertEqual((bad.booked, bad.book_problem), (False, "no journal"))
        self.assertTrue(bad.activity_ids)

    def _told(self, attempt):
        """(the notes, how many messages changed the payment state) of the attempt's invoice."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = attempt.row_ids.move_id.message_ids
        return ("".join(messages.mapped("body")).count(attempt.payment_id.name), len(
            messages.filtered(lambda one: one.subtype_id == self.env.ref(
                "account.mt_invoice_paid"))))

    def test_the_invoice_says_by_which_payment_it_was_collected(self):
        attempt = self.executed(GOOD)
        attempt._book()
        self.assertEqual(self._told(attempt), (1, 0))

    def test_whoever_follows_that_an_invoice_is_paid_is_told_by_odoo(self):
        attempt = self.executed(GOOD)
        attempt.row_ids.move_id.message_subscribe(
            self.accountant.partner_id.ids, self.env.ref("account.mt_invoice_paid").ids)
        attempt._book()
        self.assertEqual(self._told(attempt), (0, 1))

    def test_an_enforced_audit_trail_keeps_odoos_own_messages(self):
        self.company.restrictive_audit_trail = True
        attempt = self.executed(GOOD)
        attempt._book()
        self.assertEqual(self._told(attempt), (0, 1))

    def test_an_invoice_paid_otherwise_meanwhile_leaves_a_credit(self):
        attempt = self.executed(PENDING)
        move = attempt.row_ids.move_id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create(
                {"payment_token_id": False, "journal_id": self.env["account.journal"].search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1).id,
                 })._create_payments()
        attempt.transaction_id._set_done()
        attempt._book()
        receivable = attempt.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == attempt.payment_id.destination_account_id)
        self.assertEqual((attempt.state, receivable.reconciled), ("done", False))

    def test_an_early_payment_discount_is_frozen_at_prepare(self):
        term = self.env["account.payment.term"].create({
            "name": "2 % at once", "early_discount": True, "discount_percentage": 2,
            "discount_days": 7, "early_pay_discount_computation": "included",
            "line_ids": [fields.Command.create(
                {"value": "percent", "value_amount": 100, "nb_days": 0})]})
        move = self.make_invoice(post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        status = self.prepare(self.order(move, amount="98.00"))[0]
        attempt = self.attempts.search([("key", "=", status["key"])])
        with self.stripe_answers(PENDING):
            attempt._execute()
        # The debit settles when Odoo no longer grants the discount.
        move.line_ids.filtered(lambda line: line.display_type == "payment_term").discount_date = (
            fields.Date.subtract(fields.Date.today(), days=1))
        attempt.transaction_id._set_done()
        attempt._book()
        self.assertEqual((move.payment_state, move.amount_residual), ("paid", 0))
        self.assertEqual(attempt.payment_id.amount, 98)

    def test_nothing_is_posted_by_itself_when_a_payment_settles(self):
        attempt = self.executed(PENDING)
        move = attempt.row_ids.move_id
        # As a direct write in the database would leave it: the buttons refuse this.
        self.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE id = %s", [move.id])
        self.env.invalidate_all()
        attempt.transaction_id._set_done()
        attempt.transaction_id._post_process()
        self.assertEqual((move.state, attempt.booked), ("draft", True))

    def test_money_that_came_back_is_reversed_on_that_day_and_held(self):
        attempt = self.executed(GOOD)
        move = attempt.row_ids.move_id
        attempt._book()
        day = date(attempt.payment_id.date.year, 1, 15)
        attempt._return(day, "insufficient_funds", "lost")
        self.assertEqual(attempt.state, "returned")
        self.assertEqual((attempt.return_move_id.date, attempt.return_move_id.state),
                         (day, "posted"))
        self.assertEqual((move.payment_state, move.amount_residual), ("not_paid", 100))
        self.assertIn(attempt.payment_id.state, ("paid", "in_process"))
        self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "held_invoice")

    def test_a_return_told_twice_is_booked_once(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt._return(fields.Date.today(), "insufficient_funds", "")
        reversal = attempt.return_move_id
        attempt._return(fields.Date.today(), "insufficient_funds", "")
        self.assertEqual(attempt.return_move_id, reversal)
        self.assertEqual(
            self.env["account.move"].search_count(
                [("reversed_entry_id", "=", attempt.payment_id.move_id.id)]), 1)

    def test_a_success_repeated_after_the_return_undoes_nothing(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt._return(fields.Date.today(), "fraudulent", "")
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_method": "pm", "payment_intent": {
                "id": attempt.provider_reference, "object": "payment_intent",
                "status": "succeeded", "description": attempt.key, "amount": 10000,
                "currency": "eur"}})
        self.assertEqual(attempt.state, "returned")

    def hear(self, attempt, *disputes):
        rows = [{"id": f"dp_{no}", "payment_intent": attempt.provider_reference,
                 "created": 1_790_000_000, "reason": "fraudulent", "amount": 10000,
                 "currency": "eur", **one} for no, one in enumerate(disputes)]
        with self.stripe_answers((200, {"data": rows})):
            self.attempts._hear_of_returns(self.company)

    def test_a_dispute_that_is_won_in_the_end_is_heard_of(self):
        attempt = self.executed(GOOD)
        attempt._book()
        self.hear(attempt, {"status": "needs_response"})
        self.assertEqual(attempt.state, "returned")
        self.hear(attempt, {"status": "won"}, {"status": "lost"})
        self.assertEqual(attempt.state, "returned")
        for _again in range(2):
            self.hear(attempt, {"status": "won"})
        self.assertEqual((attempt.state, attempt.row_ids.move_id.payment_state), ("done", "paid"))
        self.assertEqual(len(attempt.event_ids.filtered(lambda one: one.before == "returned")), 1)

    def test_a_dispute_of_more_than_was_collected_is_for_a_person(self):
        attempt = self.executed(GOOD)
        attempt._book()
        before = len(attempt.event_ids)
        for _again in range(2):
            self.hear(attempt, {"status": "needs_response", "amount": 20000})
        self.assertEqual((attempt.state, len(attempt.event_ids)), ("done", before + 1))
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")
        self.assertTrue(attempt.activity_ids)

    def test_a_dispute_that_was_won_pays_the_invoice_again(self):
        attempt = self.executed(GOOD)
        move = attempt.row_ids.move_id
        attempt._book()
        attempt._return(fields.Date.today(), "fraudulent", "")
        attempt._reinstate(fields.Date.today(), "won")
        self.assertEqual((attempt.state, move.payment_state), ("done", "paid"))
