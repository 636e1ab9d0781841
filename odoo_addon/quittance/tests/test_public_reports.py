"""What users of other systems lost money by: one test for each public report that is about
collecting, named repository_number. Retries have theirs in test_retry."""

import contextlib
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, CollectCase, found

SERVER_ERROR = (500, {"error": {"type": "api_error", "message": "?"}})


@tagged("post_install", "-at_install")
class TestPublicReports(CollectCase):

    def refused(self, move, token=None, **more):
        status = self.prepare(self.order(move, token, **more))[0]
        self.assertEqual(status["state"], "")
        return status["error_code"]

    def charged_and_rolled_back(self):
        """The provider has the charge, and nothing of its answer could be written."""
        attempt = self.prepared()
        with self.stripe_answers(GOOD) as stripe, patch.object(
                type(self.attempts), "_keep_answer",
                side_effect=psycopg2.errors.SerializationFailure):
            # Not assertRaises, which rolls back what was committed before the call as well.
            with contextlib.suppress(psycopg2.errors.SerializationFailure):
                attempt._execute()
        self.assertEqual((attempt.state, len(stripe.sent())), ("sending", 1))
        return attempt

    # ------------------------------------------------------------------ charged twice

    def test_oca_contract_166_a_rollback_after_the_call_charges_nobody_again(self):
        attempt = self.charged_and_rolled_back()
        move = attempt.row_ids.move_id
        self.assertEqual(self.refused(move), "live_attempt")
        self.long_ago(attempt, hours=1)
        with self.stripe_answers((200, {"object": "search_result", "data": [found(attempt)]}),
                                 (200, found(attempt))) as stripe:
            attempt._resolve()
            attempt._book()
        self.assertEqual((attempt.state, stripe.sent(), move.payment_state), ("done", [], "paid"))

    def test_odoo_94005_101243_150102_255611_a_replayed_request_sends_nothing(self):
        attempt = self.charged_and_rolled_back()
        with self.stripe_answers(GOOD) as stripe:
            for _replay in range(3):
                self.rpc("execute", company_id=self.company.id, keys=[attempt.key])
            with self.assertRaises(UserError):
                self.collect_now(attempt.row_ids.move_id)
        self.assertEqual(stripe.sent(), [])

    def test_invoiceninja_11853_after_a_server_error_another_click_debits_nothing(self):
        attempt = self.executed(SERVER_ERROR)
        move = attempt.row_ids.move_id
        with self.stripe_answers(GOOD) as stripe, self.assertRaises(UserError) as told:
            self.collect_now(move)
        self.assertIn("unknown", str(told.exception))
        self.assertEqual((attempt.state, stripe.sent()), ("unknown", []))
        self.assertIn("perhaps the client was charged", attempt.sentence)

    def test_lago_5708_what_was_paid_meanwhile_is_not_charged(self):
        attempt = self.prepared()
        move = attempt.row_ids.move_id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({}).action_create_payments()
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
        self.assertEqual((attempt.state, stripe.calls), ("canceled", []))

    def test_lago_5547_no_pay_button_while_a_charge_may_be_under_way(self):
        self.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
        for answer in (LOST, PENDING):
            move = self.make_due()
            self.assertTrue(move._has_to_be_paid())
            self.executed(answer, move=move)
            self.assertFalse(move._has_to_be_paid())

    # ------------------------------------------------------------------ believed too early

    def test_odoo_253876_a_pending_debit_has_no_payment_to_cancel_and_blocks(self):
        attempt = self.executed(PENDING)
        move = attempt.row_ids.move_id
        self.assertFalse(attempt.transaction_id.payment_id)
        self.assertFalse(attempt.payment_id)
        self.assertEqual(self.refused(move), "live_attempt")
        with self.assertRaises(UserError):
            move.button_draft()

    def test_odoo_280057_a_transaction_that_its_module_leaves_draft_is_not_taken_for_failed(self):
        with patch.object(type(self.env["payment.transaction"]), "_process",
                          lambda *_arguments, **_keywords: None):
            attempt = self.executed(GOOD)
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))

    def test_emfcamp_702_a_failure_after_the_success_opens_the_invoice_again(self):
        attempt = self.executed(GOOD)
        attempt._book()
        move = attempt.row_ids.move_id
        self.assertEqual(move.payment_state, "paid")
        attempt._return(fields.Date.today(), "AC04", "")
        self.assertEqual((attempt.state, move.payment_state, move.amount_residual),
                         ("returned", "not_paid", 100))

    def test_invoiceninja_12070_11686_nothing_is_receipted_while_a_debit_is_pending(self):
        messages = self.env["mail.message"].search_count
        mine = [("partner_ids", "in", self.client_contact.ids)]
        before = messages(mine), self.env["mail.mail"].search_count([])
        attempt = self.executed(PENDING)
        self.assertEqual((messages(mine), self.env["mail.mail"].search_count([])), before)
        self.assertEqual(attempt.row_ids.move_id.payment_state, "not_paid")

    # ------------------------------------------------------------------ the wrong day, card, amount

    @freeze_time("2026-11-01 02:30:00")
    def test_lago_879_1074_the_companys_own_day_decides(self):
        self.settings.sudo().timezone = "America/St_Barthelemy"
        november = self.make_invoice(post=False)
        november.invoice_date = "2026-11-01"
        november.invoice_payment_term_id = self.env.ref(
            "account.account_payment_term_immediate")
        november.action_post()
        self.assertEqual(str(self.company._quittance_today()), "2026-10-31")
        self.assertEqual(self.refused(november), "not_due")

    def test_ingadhoc_1195_the_raw_answer_is_kept_before_it_is_used(self):
        attempt = self.charged_and_rolled_back()
        answered = self.env["quittance.wire.record"].sudo().search(
            [("reference", "=", attempt.key), ("kind", "=", "answered")])
        self.assertIn(f"pi_{attempt.key}", answered.body)

    def test_erpnext_28328_a_run_that_is_too_large_stops_at_its_cap_and_at_the_switch(self):
        moves = [self.make_due() for _one in range(5)]
        orders = [self.order(move) for move in moves]
        self.settings.sudo().write({"cap_per_charge": 100, "cap_per_run": 250})
        statuses = self.prepare(*orders)
        self.assertEqual([one["state"] for one in statuses],
                         ["prepared", "prepared", "", "", ""])
        self.settings.sudo().collection_on = False
        with self.stripe_answers(GOOD) as stripe:
            self.rpc("execute", company_id=self.company.id,
                     keys=[one["key"] for one in statuses if one["state"]])
        self.assertEqual(stripe.sent(), [])

    def test_odoo_register_payment_another_clients_method_is_never_taken(self):
        other = self.env["res.partner"].create({"name": "Villa Other"})
        move = self.make_due(client=other)
        self.assertEqual(self.refused(move), "no_method")
        listed = self.rpc("candidates", company_id=self.company.id, as_of="",
                          after_id=move.id - 1, limit=10)["invoices"]
        self.assertEqual([(one["move_id"], one["reason_code"]) for one in listed],
                         [(move.id, "no_method")])
