"""Refunds: the intent first, once under a key of its own, and the books follow."""

from datetime import date
from decimal import Decimal

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .collect_common import LOST
from .refund_common import KEY, NOTHING, RefundCase, made


@tagged("post_install", "-at_install")
class TestRefund(RefundCase):

    def test_a_whole_refund_reopens_the_invoice_and_holds_it(self):
        refund, stripe = self.ordered((200, made))
        attempt, move = refund.attempt_id, refund.attempt_id.row_ids.move_id
        self.assertEqual((refund.state, refund.booked), ("done", True))
        self.assertEqual((attempt.state, attempt.refunded, attempt.refunding), ("done", 100, 100))
        self.assertEqual((move.payment_state, move.amount_residual), ("not_paid", 100))
        self.assertIn("Refund of", self.env["quittance.hold"]._reason_for(move)[1])
        self.assertEqual(refund.move_id.date, self.company._quittance_today())
        self.assertEqual(refund.transaction_id.state, "done")

    def test_a_refund_carries_its_own_recorded_key(self):
        refund, stripe = self.ordered((200, made))
        call = stripe.calls[1]
        self.assertEqual(call["headers"]["Idempotency-Key"], refund.key)
        self.assertEqual(call["data"][KEY], refund.key)
        record = self.env["quittance.wire.record"]._first_charge(refund.key)
        self.assertIn(refund.key, record["headers"])

    def test_a_part_reopens_the_invoice_by_that_part(self):
        refund, _stripe = self.ordered((200, made), amount="30.50")
        attempt, move = refund.attempt_id, refund.attempt_id.row_ids.move_id
        self.assertEqual((attempt.refunded, move.amount_residual, move.payment_state),
                         (30.5, 30.5, "partial"))
        rest, _stripe = self.ordered((200, lambda call: made(call, id="re_2")), attempt=attempt,
                                     amount="69.50")
        self.assertEqual((attempt.refunded, move.amount_residual), (100, 100))
        self.assertNotEqual(rest.key, refund.key)

    def test_parts_reopen_the_invoice_by_all_of_them_and_one_that_fails_by_the_others(self):
        move, keys = self.make_due(), {}
        # Due before anything went back, as invoices are.
        move.line_ids.filtered("date_maturity").date_maturity = date(2026, 1, 5)
        attempt = self.collected(move)
        for number, amount in enumerate(("10", "20", "5"), 1):
            refund, _stripe = self.ordered(
                (200, lambda call, one=number: made(call, id=f"re_{one}")), attempt=attempt,
                amount=amount)
            keys[f"re_{number}"] = refund
        self.assertEqual((attempt.refunded, move.amount_residual), (35, 35))
        entries = (attempt.payment_id.move_id | attempt.refund_ids.move_id).line_ids
        self.assertTrue(all(line.reconciled for line in entries if line.account_id
                            == attempt.payment_id.destination_account_id))
        self.tell(attempt, self.seen(attempt, "re_2", minor=2000, status="failed",
                                     metadata={"quittance_refund": keys["re_2"].key}))
        self.assertEqual((attempt.refunded, move.amount_residual), (15, 15))

    def test_a_second_click_sends_nothing_and_finds_the_first(self):
        first, _stripe = self.ordered((200, made), amount="30")
        second, stripe = self.ordered((200, made), attempt=first.attempt_id, amount="30", no=1)
        self.assertEqual((second, stripe.calls), (first, []))
        with self.assertRaisesRegex(UserError, "meanwhile"):
            self.ordered((200, made), attempt=first.attempt_id, amount="40", no=1)

    def test_a_time_out_and_a_second_click_refund_once(self):
        refund, stripe = self.ordered(LOST)
        self.assertEqual((refund.state, refund.booked), ("unknown", False))
        again, silent = self.ordered((200, made), attempt=refund.attempt_id, no=1)
        self.assertEqual((again, silent.calls), (refund, []))
        with self.assertRaisesRegex(UserError, "under way"):
            self.ordered((200, made), attempt=refund.attempt_id, no=2)
        stripe = self.resolved(refund, NOTHING, NOTHING, (200, made))
        self.assertEqual([call["method"] for call in stripe.calls], ["GET", "GET", "POST"])
        self.assertEqual(stripe.calls[2]["headers"]["Idempotency-Key"], refund.key)

    def test_an_unknown_refund_is_found_by_asking(self):
        refund, _stripe = self.ordered(LOST)
        shown = self.seen(refund.attempt_id, metadata={"quittance_refund": refund.key})
        stripe = self.resolved(refund, (200, {"data": [shown], "has_more": False}))
        self.assertEqual((refund.state, refund.booked, len(stripe.calls)), ("done", True, 1))

    def test_an_old_unknown_refund_is_never_sent_again(self):
        refund, _stripe = self.ordered(LOST)
        self.age(refund, hours=25)
        with self.stripe_answers(NOTHING) as stripe:
            refund._resolve()
        self.assertEqual([call["method"] for call in stripe.calls], ["GET"])
        self.assertEqual(refund.state, "unknown")
        self.assertTrue(refund.activity_ids)

    def test_a_refused_refund_frees_its_amount(self):
        error = {"error": {"type": "invalid_request_error", "code": "charge_not_refundable",
                           "message": "No."}}
        refund, _stripe = self.ordered((400, error))
        self.assertEqual((refund.state, refund.attempt_id.refunding), ("canceled", 0))
        self.assertEqual(refund.attempt_id.row_ids.move_id.payment_state, "paid")

    def test_what_may_be_refunded_already_is_not_believed(self):
        error = {"error": {"type": "invalid_request_error", "code": "charge_already_refunded"}}
        refund, _stripe = self.ordered((400, error))
        self.assertEqual(refund.state, "unknown")

    def test_more_than_was_collected_cannot_go_back(self):
        refund, _stripe = self.ordered(LOST, amount="60")
        self.resolved(refund, (200, {"data": [self.seen(
            refund.attempt_id, minor=6000, status="pending",
            metadata={"quittance_refund": refund.key})], "has_more": False}))
        self.assertEqual(refund.state, "pending")
        with self.assertRaisesRegex(UserError, "At most"):
            self.ordered((200, made), attempt=refund.attempt_id, amount="40.01")

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_more_than_was_collected(self):
        attempt = self.collected()
        with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
            attempt.refunding = 100.01
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_two_live_refunds_of_one_charge(self):
        refund, _stripe = self.ordered(LOST, amount="10")
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            refund.copy({"key": "r1other", "no": 2, "transaction_id": False,
                         "state": "unknown"})
            self.env.flush_all()

    def test_odoos_own_button_goes_through_the_protocol(self):
        attempt = self.collected()
        wizard = self.env["payment.refund.wizard"].with_context(
            active_id=attempt.payment_id.id).create({"amount_to_refund": 40})
        with self.stripe_answers(NOTHING, (200, made)) as stripe:
            wizard.action_refund()
            wizard.action_refund()
        self.assertEqual(([call["method"] for call in stripe.calls], attempt.refunded),
                         (["GET", "POST"], 40))
        self.assertEqual(attempt.payment_id.amount_available_for_refund, 60)

    def test_two_windows_of_the_dialog_refund_once(self):
        attempt = self.collected()
        action = attempt.with_user(self.accountant).action_refund()
        windows = [
            self.env[action["res_model"]].with_user(self.accountant).with_context(
                **action["context"]) for _window in range(2)]
        with self.stripe_answers(NOTHING, (200, made)) as stripe:
            for window in windows:
                window.create({"amount": 40, "reason": "broken"}).action_confirm()
        self.assertEqual(([call["method"] for call in stripe.calls], attempt.refunded),
                         (["GET", "POST"], 40))

    def test_a_refund_outside_the_protocol_is_refused(self):
        attempt = self.collected()
        child = attempt.transaction_id._quittance_refund_transaction("R-1", 5)
        with self.stripe_answers((200, made)) as stripe, self.assertRaises(UserError):
            child._send_refund_request()
        self.assertEqual(stripe.calls, [])

    def test_a_worker_that_died_before_the_call_has_refunded_nothing(self):
        attempt = self.collected()
        refund = self.prepared_refund(attempt)
        _code, mine = refund._begin_sending()
        self.assertTrue(mine)
        self.resolved(refund, NOTHING)
        self.assertEqual((refund.state, refund.attempt_id.refunding), ("canceled", 0))

    def test_an_order_that_was_never_sent_is_given_up_and_told(self):
        attempt = self.collected()
        refund = self.prepared_refund(attempt)
        with self.stripe_answers(NOTHING) as stripe:
            refund._resolve()
            self.assertEqual(refund.state, "prepared")
            self.age(refund)
            refund._resolve()
        self.assertEqual((refund.state, stripe.calls), ("canceled", []))
        self.assertTrue(refund.activity_ids)

    def test_an_order_that_lay_too_long_is_not_sent_by_a_late_click(self):
        attempt = self.collected()
        refund = self.prepared_refund(attempt)
        self.age(refund)
        again, stripe = self.ordered((200, made), attempt=attempt, no=1)
        self.assertEqual((again, again.state, again.code), (refund, "canceled", "lease_over"))
        self.assertEqual(stripe.calls, [])

    def test_a_provider_whose_module_cannot_refund_says_so(self):
        attempt = self.collected()
        self._patch(type(attempt), "_refunds_in_odoo", lambda one: False)
        with self.assertRaisesRegex(UserError, "cannot refund"):
            self.ordered((200, made), attempt=attempt)
        day = date(2026, 11, 2)
        refund = self.env["quittance.refund"]._record(
            attempt, attempt._amount_decimal(), day, "wl-1", "seen there")
        self.assertEqual((refund.state, refund.move_id.date), ("done", day))
        with self.assertRaisesRegex(UserError, "recorded already"):
            self.env["quittance.refund"]._record(
                attempt, attempt._amount_decimal(), day, "wl-1", "again")

    def test_an_unknown_refund_is_not_recorded_by_hand_as_well(self):
        refund, _stripe = self.ordered(LOST, amount="30")
        with self.assertRaisesRegex(UserError, "under way"):
            self.env["quittance.refund"]._record(
                refund.attempt_id, Decimal("30"), date(2026, 11, 2), "re_1", "seen there")

    def test_a_supervisor_decides_an_unknown_refund_with_a_reason(self):
        refund, _stripe = self.ordered(LOST)
        with self.assertRaises(AccessError):
            refund.with_user(self.accountant)._decide("done", "seen")
        refund.with_user(self.supervisor)._decide("canceled", "not on the dashboard")
        self.assertEqual((refund.state, refund.attempt_id.refunding), ("canceled", 0))
        self.assertIn("not on the dashboard", refund.attempt_id.event_ids[-1].why)

    def test_the_id_of_a_refund_that_was_not_executed_shuts_out_nobodys(self):
        refund, _stripe = self.ordered(LOST)
        refund.with_user(self.supervisor)._decide("canceled", "not there", "re_of_another")
        self.assertFalse(refund.provider_reference)
        other = self.collected()
        self.tell(other, self.seen(other, "re_of_another"))
        self.assertEqual((other.refunded, other.refund_ids.provider_reference),
                         (100, "re_of_another"))

    def test_what_came_back_between_the_two_phases_is_not_refunded_as_well(self):
        attempt = self.collected()
        refund = self.prepared_refund(attempt)
        _code, mine = refund._begin_sending()
        attempt._return(date.today(), "fraudulent", "")
        with self.stripe_answers((200, made)) as stripe:
            refund._send(mine)
        self.assertEqual((refund.state, refund.code, stripe.calls), ("canceled", "came_back", []))

    def test_an_invoice_is_not_charged_again_after_its_refund(self):
        refund, _stripe = self.ordered((200, made))
        move = refund.attempt_id.row_ids.move_id
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "held_invoice")
        self.env["quittance.hold"].search([("move_id", "=", move.id)])._release("checked")
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "refunded_before")

    def test_the_client_is_told_once_of_a_refund(self):
        refund, _stripe = self.ordered((200, made))
        move = refund.attempt_id.row_ids.move_id
        told = move.message_ids.filtered(lambda one: one.partner_ids == move.partner_id)
        self.assertEqual(len(told), 1)
        refund._tell_client(move)
        self.assertEqual(move.message_ids.filtered(
            lambda one: one.partner_ids == move.partner_id), told)

    def posts(self, stripe):
        return [call for call in stripe.calls if call["method"] == "POST"]

    def test_what_the_provider_would_refuse_again_is_not_sent_again(self):
        error = (400, {"error": {"type": "invalid_request_error",
                                 "code": "charge_already_refunded"}})
        at_once, _stripe = self.ordered(error)
        later, _stripe = self.ordered(LOST)
        self.assertEqual(len(self.posts(self.resolved(later, NOTHING, NOTHING, error))), 1)
        for refund, sent in ((at_once, 1), (later, 2)):
            for _again in range(2):
                self.assertEqual(self.posts(self.resolved(refund, NOTHING)), [])
            self.assertEqual((refund.state, refund.send_no), ("unknown", sent))
            self.assertTrue(refund.activity_ids)

    def test_a_key_that_the_provider_refuses_stops_the_others(self):
        both = self.ordered(LOST)[0] | self.ordered(LOST)[0]
        for refund in both:
            self.age(refund)
        error = (401, {"error": {"type": "invalid_request_error", "message": "No."}})
        with self.stripe_answers(*[NOTHING, NOTHING, error] * 2) as stripe:
            self.env["quittance.refund"]._resolve_open(self.company)
        self.assertEqual(len(self.posts(stripe)), 1)
        self.assertEqual(both.mapped("state"), ["unknown", "unknown"])
