"""Executing: what each answer makes of an attempt, and that nothing is sent twice."""

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, CollectCase, declined, intent


@tagged("post_install", "-at_install")
class TestAttemptExecute(CollectCase):

    def state_after(self, *answers):
        attempt = self.executed(*answers)
        return attempt.state, attempt.transaction_id.state

    def test_while_a_restore_is_open_nothing_is_sent_or_taken_for_unsent(self):
        attempt = self.prepared()
        ledger = self.env["quittance.ledger"]._get()
        ledger.restore_open = True
        with self.stripe_answers(GOOD) as stripe:
            self.assertEqual(attempt._execute(), "restore_open")
        self.assertEqual((attempt.state, stripe.calls), ("prepared", []))

    def test_what_was_prepared_long_ago_is_not_sent_before_the_provider_was_asked(self):
        attempt = self.prepared()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=13)
        attempt.write({"since": long_ago, "lease_until": long_ago})
        with self.stripe_answers(GOOD) as stripe:
            self.assertEqual(attempt._execute(), "")
        self.assertEqual((attempt.state, stripe.calls), ("prepared", []))
        with self.stripe_answers((200, {"object": "list", "data": [], "has_more": False})):
            attempt._resolve()
        self.assertEqual((attempt.state, attempt.code), ("canceled", "lease_over"))

    def test_within_the_providers_memory_of_keys_it_is_sent_later(self):
        attempt = self.prepared()
        attempt.since = fields.Datetime.subtract(fields.Datetime.now(), hours=3)
        with self.stripe_answers(GOOD):
            attempt._execute()
        self.assertEqual(attempt.state, "done")

    def test_success_is_done(self):
        self.assertEqual(self.state_after(GOOD), ("done", "done"))

    def test_processing_is_pending(self):
        self.assertEqual(self.state_after(PENDING), ("pending", "pending"))

    def test_a_named_decline_is_failed(self):
        self.assertEqual(self.state_after(declined()), ("failed", "error"))

    def test_a_decline_that_nobody_listed_is_unknown(self):
        self.assertEqual(self.state_after(declined("banana")), ("unknown", "draft"))

    def test_a_lost_reply_is_unknown_and_not_an_error(self):
        self.assertEqual(self.state_after(LOST), ("unknown", "draft"))

    def test_a_server_error_is_unknown(self):
        error = (500, {"error": {"type": "api_error", "message": "?"}})
        self.assertEqual(self.state_after(error), ("unknown", "draft"))

    def test_too_many_requests_is_unknown(self):
        error = (429, {"error": {"type": "invalid_request_error", "code": "rate_limit"}})
        self.assertEqual(self.state_after(error), ("unknown", "draft"))

    def test_a_gateway_that_speaks_html_is_unknown(self):
        self.assertEqual(self.state_after((403, [])), ("unknown", "draft"))

    def test_another_amount_is_unknown(self):
        other = (200, lambda call: {**intent(call), "amount": 1})
        self.assertEqual(self.state_after(other), ("unknown", "draft"))

    def test_anothers_reference_is_unknown(self):
        other = (200, lambda call: {**intent(call), "description": "somebody else"})
        self.assertEqual(self.state_after(other), ("unknown", "draft"))

    def test_a_status_that_nobody_listed_is_unknown(self):
        other = (200, lambda call: intent(call, "banana"))
        self.assertEqual(self.state_after(other), ("unknown", "draft"))

    def test_a_refusal_before_anything_was_executed_is_canceled(self):
        error = (400, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})
        self.assertEqual(self.state_after(error), ("canceled", "error"))

    def test_a_bad_key_stops_the_run(self):
        error = (401, {"error": {"type": "invalid_request_error", "message": "bad key"}})
        first, second = self.prepared(), self.prepared()
        with self.stripe_answers(error) as stripe:
            answer = self.rpc("execute", company_id=self.company.id,
                              keys=[first.key, second.key])["attempts"]
        self.assertEqual([row["error_code"] for row in answer], ["provider_key", "provider_key"])
        self.assertEqual([row["state"] for row in answer], ["canceled", "prepared"])
        self.assertEqual(len(stripe.sent()), 1)

    def test_what_wants_the_client_is_cancelled_at_the_provider_then_failed(self):
        wants = (200, lambda call: intent(call, "requires_action"))
        attempt = self.prepared()
        canceled = (200, {**_found(attempt), "status": "canceled"})
        with self.stripe_answers(wants, canceled) as stripe:
            attempt._execute()
        self.assertEqual(attempt.state, "failed")
        self.assertTrue(stripe.calls[-1]["url"].endswith("/cancel"))

    def test_what_wants_the_client_and_cannot_be_cancelled_is_unknown(self):
        wants = (200, lambda call: intent(call, "requires_action"))
        self.assertEqual(self.state_after(wants, (500, {}))[0], "unknown")

    def test_a_second_run_never_sends(self):
        attempt = self.prepared()
        with self.stripe_answers(LOST) as stripe:
            attempt._execute()
            attempt._execute()
        self.assertEqual(len(stripe.sent()), 1)

    def test_a_run_that_finds_sending_never_sends(self):
        attempt = self.prepared()
        attempt._begin_sending()
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
        self.assertEqual((attempt.state, stripe.sent()), ("sending", []))

    def test_another_send_number_never_sends(self):
        attempt = self.prepared()
        _code, mine = attempt._begin_sending()
        attempt.send_no += 1
        with self.stripe_answers(GOOD) as stripe:
            attempt._send(mine)
        self.assertEqual(stripe.sent(), [])

    def test_the_kill_switch_between_prepare_and_execute_cancels(self):
        attempt = self.prepared()
        self.settings.sudo().collection_on = False
        with self.stripe_answers(GOOD) as stripe:
            code = attempt._execute()
        self.assertEqual((attempt.state, code, stripe.calls), ("canceled", "stopped", []))

    def test_an_invoice_paid_between_prepare_and_execute_is_not_charged(self):
        attempt = self.prepared()
        self.pay_outside(attempt.row_ids.move_id)
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
        self.assertEqual((attempt.state, stripe.calls), ("canceled", []))

    def test_an_invoice_paid_between_the_two_phases_is_not_charged(self):
        attempt = self.prepared()
        _code, mine = attempt._begin_sending()
        self.pay_outside(attempt.row_ids.move_id)
        with self.stripe_answers(GOOD) as stripe:
            attempt._send(mine)
        self.assertEqual((attempt.state, stripe.calls), ("canceled", []))

    def test_what_is_sent_and_answered_is_recorded_without_secrets(self):
        attempt = self.executed((200, lambda call: intent(call, client_secret="hush")))
        records = self.env["quittance.wire.record"].search([("reference", "=", attempt.key)])
        self.assertEqual(records.mapped("kind"), ["sent", "answered"])
        self.assertIn("Idempotency-Key", records[0].headers)
        self.assertIn(f"description={attempt.key}", records[0].body)
        text = " ".join(str(record.read()) for record in records)
        self.assertNotIn("sk_test_1", text)
        self.assertNotIn("hush", text)

    def test_every_state_has_its_line_in_the_history(self):
        attempt = self.executed(GOOD)
        self.assertEqual([(event.before or "", event.after) for event in attempt.event_ids],
                         [("", "prepared"), ("prepared", "sending"), ("sending", "done")])

    def test_the_next_attempt_after_a_decline_waits_and_a_person_overrides_that(self):
        move = self.make_due()
        self.executed(declined(), move=move)
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "retry_wait")
        with self.stripe_answers(GOOD):
            self.collect_now(move)
        self.assertEqual(move.payment_state, "paid")

    def pay_outside(self, move):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create(
                {"payment_token_id": False,
                 "journal_id": self.env["account.journal"].search(
                     [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1).id,
                 })._create_payments()


def _found(attempt):
    return {"id": f"pi_{attempt.key}", "object": "payment_intent", "description": attempt.key,
            "amount": attempt._minor(), "currency": "eur"}
