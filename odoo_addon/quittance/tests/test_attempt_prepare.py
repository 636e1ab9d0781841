"""Preparing: what is refused, what is repeated, what the database itself forbids."""

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .collect_common import GOOD, CollectCase


@tagged("post_install", "-at_install")
class TestAttemptPrepare(CollectCase):

    def refused(self, order):
        status = self.prepare(order)[0]
        self.assertEqual(status["state"], "")
        return status["error_code"]

    def test_the_same_order_again_is_the_same_attempt(self):
        order = self.order(self.make_due())
        first, again = self.prepare(order)[0], self.prepare(order)[0]
        self.assertEqual(first, again)
        self.assertEqual(self.attempts.search_count([("key", "=", order["key"])]), 1)

    def test_the_same_key_with_other_values_is_an_error(self):
        order = self.order(self.make_due())
        self.prepare(order)
        with self.assertRaises(UserError):
            self.prepare({**order, "amount": "99.00"})

    def test_a_key_that_does_not_follow_from_the_values_is_refused(self):
        order = self.order(self.make_due(), key="q1" + "a" * 26)
        self.assertEqual(self.refused(order), "wrong_key")

    def test_the_transaction_bears_the_key_and_no_payment(self):
        attempt = self.prepared()
        self.assertEqual(attempt.transaction_id.reference, attempt.key)
        self.assertEqual(attempt.transaction_id.state, "draft")
        self.assertFalse(attempt.transaction_id.payment_id)
        self.assertLessEqual(len(attempt.key), 30)

    def test_a_second_attempt_while_one_is_live_is_refused(self):
        move = self.make_due()
        self.prepared(move)
        self.assertEqual(self.refused(self.order(move)), "live_attempt")

    def test_the_index_allows_one_live_attempt_per_invoice(self):
        attempt = self.prepared()
        other = self.prepared()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), \
                self.cr.savepoint():
            other.row_ids.move_id = attempt.row_ids.move_id
            self.env.flush_all()

    def test_the_orders_of_a_call_are_prepared_each_on_its_own_method(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        token = self._make_token(stranger, stripe_payment_method="pm_good_2")
        moves = [self.make_due(), self.make_due(client=stranger), self.make_due()]
        orders = [self.order(moves[0]), self.order(moves[1], token),
                  self.order(moves[2], amount="100.01")]
        statuses = self.prepare(*orders)
        self.assertEqual([one["key"] for one in statuses], [one["key"] for one in orders])
        self.assertEqual([one["state"] for one in statuses], ["prepared", "prepared", ""])
        first, second = (self.attempts.search([("key", "=", one["key"])]) for one in orders[:2])
        for attempt, move, method in ((first, moves[0], self.token), (second, moves[1], token)):
            self.assertEqual(attempt.row_ids.move_id, move)
            self.assertEqual(attempt.transaction_id.token_id, method)
            self.assertEqual(attempt.transaction_id.invoice_ids, move)
            self.assertEqual(attempt.client_id, move.partner_id)
            self.assertEqual(attempt.event_ids.mapped("after"), ["prepared"])

    def test_the_second_order_for_an_invoice_in_one_call_is_refused(self):
        move = self.make_due()
        order = self.order(move)
        second = self.order(move, amount="60.00")
        answers = self.prepare(order, second, order)
        self.assertEqual([one["state"] for one in answers], ["prepared", "", "prepared"])
        self.assertEqual(answers[1]["error_code"], "live_attempt")

    def test_a_call_stops_at_the_cap_of_its_run(self):
        self.settings.sudo().write({"cap_per_charge": 100, "cap_per_run": 250})
        answers = self.prepare(*[self.order(self.make_due()) for _number in range(3)])
        self.assertEqual([one["error_code"] for one in answers], ["", "", "above_run_cap"])

    def test_more_than_what_is_due_is_refused(self):
        self.assertEqual(self.refused(self.order(self.make_due(), amount="100.01")), "nothing_due")

    def test_a_method_of_another_client_is_refused(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        token = self._make_token(stranger)
        self.client_contact.quittance_token_id = token
        self.assertEqual(
            self.refused(self.order(self.make_due(), token)), "method_other_client")

    def test_a_method_that_is_stored_for_another_company_is_said_so(self):
        other = self.env["res.company"].create({"name": "Other"})
        move = self.make_due()
        choose = self.env["payment.token"]._quittance_choose
        self.token.active = False
        self.assertEqual(choose(self.client_contact, self.company)[1], "method_archived")
        self.token.active = True
        self.assertEqual(choose(self.client_contact, other),
                         (self.token.browse(), "method_other_company"))
        self.client_contact.with_company(other).quittance_token_id = self.token
        self.assertEqual(choose(self.client_contact, other),
                         (self.token, "method_other_company"))
        self.assertIn("stored for another company",
                      self.attempts._reason_sentence("method_other_company", move, self.token))

    def test_a_method_of_a_contact_of_the_same_client_is_taken(self):
        self.token.active = False
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.client_contact.id})
        token = self._make_token(contact)
        self.assertEqual(self.prepare(self.order(self.make_due(), token))[0]["state"], "prepared")

    def test_several_methods_and_none_chosen_is_not_collected(self):
        self._make_token(self.client_contact, stripe_payment_method="pm_good_2")
        self.assertEqual(self.refused(self.order(self.make_due())), "several_methods")

    def test_an_archived_method_is_refused(self):
        order = self.order(self.make_due())
        self.token.active = False
        self.assertEqual(self.refused(order), "method_archived")

    def test_a_provider_in_test_mode_is_refused_outside_a_sandbox(self):
        order = self.order(self.make_due())
        self.stripe.state = "test"
        self.token.active = True
        self._patch(type(self.env["quittance.policy"]), "_allows_test_mode", lambda one: False)
        self.assertEqual(self.refused(order), "provider_test")

    def test_a_provider_that_captures_by_hand_is_refused(self):
        order = self.order(self.make_due())
        # Past the screen's own check of the provider's methods.
        self.env.cr.execute(
            "UPDATE payment_provider SET capture_manually = true WHERE id = %s", [self.stripe.id])
        self.stripe.invalidate_recordset()
        self.assertEqual(self.refused(order), "provider_capture")

    def test_a_blocked_invoice_is_refused(self):
        move = self.make_due()
        order = self.order(move)
        move.action_toggle_block_payment()
        self.assertEqual(self.refused(order), "blocked")

    def test_a_held_client_is_refused(self):
        self.env["quittance.hold"]._hold_client(self.client_contact, "asked for", self.company)
        self.assertEqual(self.refused(self.order(self.make_due())), "held_client")

    def test_collection_switched_off_refuses(self):
        order = self.order(self.make_due())
        self.settings.sudo().collection_on = False
        self.assertEqual(self.refused(order), "stopped")

    def test_an_unbound_database_refuses(self):
        order = self.order(self.make_due())
        self.ledger.sudo().database_oid = "1"
        self.assertEqual(self.refused(order), "not_bound")

    def test_an_invoice_older_than_go_live_waits_for_a_person(self):
        move = self.make_due()
        self.settings.sudo().go_live = fields.Date.add(fields.Date.today(), days=1)
        self.assertEqual(self.refused(self.order(move)), "before_go_live")
        move.with_user(self.supervisor).action_quittance_release_old()
        self.assertEqual(self.prepare(self.order(move))[0]["state"], "prepared")

    @freeze_time("2026-11-24 02:30:00")
    def test_due_is_what_is_due_where_the_company_is(self):
        self.settings.sudo().timezone = "America/St_Barthelemy"
        today, tomorrow = self.make_due(), self.make_invoice(post=False)
        self.assertEqual(str(today.invoice_date), "2026-11-23")
        tomorrow.invoice_date = "2026-11-24"
        tomorrow.invoice_payment_term_id = today.invoice_payment_term_id
        tomorrow.action_post()
        self.assertEqual(self.refused(self.order(tomorrow)), "not_due")
        self.assertEqual(self.prepare(self.order(today))[0]["state"], "prepared")

    def test_a_run_stops_at_its_cap(self):
        self.settings.sudo().write({"cap_per_charge": 100, "cap_per_run": 150})
        first, second = self.make_due(), self.make_due()
        self.assertEqual(self.prepare(self.order(first))[0]["state"], "prepared")
        self.assertEqual(self.refused(self.order(second)), "above_run_cap")
        self.assertEqual(
            self.prepare(self.order(second), run_key="run-2")[0]["state"], "prepared")

    def test_what_two_calls_prepared_above_the_cap_is_not_sent(self):
        first, second = self.prepared(), self.prepared()
        self.settings.sudo().write({"cap_per_charge": 100, "cap_per_run": 150})
        with self.stripe_answers(GOOD) as stripe:
            self.attempts._execute_all((first | second).sorted("id"), 10**12)
        self.assertEqual((first.state, second.state, second.code, len(stripe.sent())),
                         ("done", "canceled", "above_run_cap", 1))

    def test_what_was_collected_is_not_charged_again_though_its_payment_was_undone(self):
        for undo in ("payment", "reconciliation"):
            attempt = self.executed(GOOD)
            attempt._book()
            move = attempt.row_ids.move_id
            if undo == "payment":
                attempt.payment_id.action_cancel()
            else:
                move.line_ids.remove_move_reconcile()
            self.assertEqual(move.amount_residual, 100, undo)
            self.assertEqual(self.refused(self.order(move)), "collected_before", undo)

    def test_what_came_back_may_be_collected_again(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt._return(fields.Date.today(), "AM04", "")
        self.env["quittance.hold"].sudo().search(
            [("move_id", "=", attempt.row_ids.move_id.id)])._release("agreed")
        self.assertEqual(
            self.prepare(self.order(attempt.row_ids.move_id))[0]["state"], "prepared")

    def test_instalments_are_collected_as_they_fall_due(self):
        term = self.env["account.payment.term"].create({
            "name": "Half now, half later", "line_ids": [
                fields.Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                fields.Command.create({"value": "percent", "value_amount": 50, "nb_days": 30})]})
        move = self.make_invoice(post=False)
        move.invoice_payment_term_id = term
        move.action_post()
        self.assertEqual(self.refused(self.order(move)), "nothing_due")
        self.assertEqual(
            self.prepare(self.order(move, amount="50.00"))[0]["state"], "prepared")

    def test_a_direct_debit_waits_after_the_recorded_sending(self):
        sepa = self.env.ref("payment.payment_method_sepa_direct_debit")
        self.stripe.payment_method_ids |= sepa
        sepa.active = True
        self.token.payment_method_id = sepa
        move = self.make_due()
        self.assertEqual(self.refused(self.order(move)), "never_sent")
        move.quittance_sent_on = fields.Datetime.subtract(fields.Datetime.now(), days=13)
        self.assertEqual(self.refused(self.order(move)), "wait_after_sent")
        move.quittance_sent_on = fields.Datetime.subtract(fields.Datetime.now(), days=15)
        self.assertEqual(self.prepare(self.order(move))[0]["state"], "prepared")

    def test_candidates_say_for_each_invoice_why(self):
        due, live, none = self.make_due(), self.make_due(), self.make_due(
            client=self.env["res.partner"].create({"name": "Without method"}))
        self.prepared(live)
        rows = self.rpc("candidates", company_id=self.company.id, as_of="", after_id=due.id - 1,
                        limit=10)["invoices"]
        self.assertEqual([(row["move_id"], row["reason_code"]) for row in rows], [
            (due.id, "collect"), (live.id, "live_attempt"), (none.id, "no_method")])
        self.assertEqual((rows[0]["due"], rows[0]["next_no"]), ("100.00", 1))
