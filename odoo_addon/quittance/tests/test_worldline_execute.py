"""Charging through Odoo's unmodified payment_worldline: what each answer makes of an attempt."""

import json

from odoo.tests import tagged

from .collect_common import LOST
from .worldline_common import NUMBER, WorldlineCase, created, refused, rejected


@tagged("post_install", "-at_install")
class TestWorldlineExecute(WorldlineCase):

    def state_after(self, *answers):
        attempt = self.executed(*answers)
        return attempt.state, attempt.transaction_id.state

    def test_captured_is_collected_under_the_payments_number(self):
        attempt = self.executed(created())
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))
        self.assertEqual(attempt.provider_reference, NUMBER)
        self.assertEqual(attempt.transaction_id.provider_reference, NUMBER)

    def test_the_reference_is_ours_and_short_enough_for_worldline(self):
        attempt = self.prepared()
        with self.worldline_answers(created()) as worldline:
            attempt._execute()
        sent = worldline.sent()[0]
        reference = sent["json"]["order"]["references"]["merchantReference"]
        self.assertEqual((reference, attempt.transaction_id.reference), (attempt.key,) * 2)
        self.assertLessEqual(len(reference), 30)
        self.assertLessEqual(len(sent["headers"]["X-GCS-Idempotence-Key"]), 40)

    def test_an_odd_amount_is_sent_to_the_cent(self):
        move = self.make_due(amount=1.15)
        attempt = self.attempts.search([("key", "=", self.prepare(
            self.order(move, amount="1.15"))[0]["key"])])
        with self.worldline_answers(created()) as worldline:
            attempt._execute()
        self.assertEqual(worldline.sent()[0]["json"]["order"]["amountOfMoney"],
                         {"amount": 115, "currencyCode": "EUR"})
        self.assertEqual(attempt.state, "done")

    def test_capture_requested_is_pending(self):
        self.assertEqual(self.state_after(created("CAPTURE_REQUESTED")), ("pending", "pending"))

    def test_a_rejected_payment_is_declined_with_the_acquirers_code(self):
        attempt = self.executed(rejected())
        self.assertEqual((attempt.state, attempt.transaction_id.state, attempt.code),
                         ("failed", "error", "30511001"))

    def test_an_authorisation_that_is_awaited_is_unknown_though_odoo_calls_it_an_error(self):
        attempt = self.executed(created("AUTHORIZATION_REQUESTED"))
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("unknown", "draft"))
        self.assertEqual(attempt.provider_reference, NUMBER)

    def test_an_authorisation_instead_of_a_sale_is_unknown(self):
        self.assertEqual(self.state_after(created("PENDING_CAPTURE")), ("unknown", "draft"))

    def test_a_status_that_nobody_listed_is_unknown(self):
        self.assertEqual(self.state_after(created("BANANA")), ("unknown", "draft"))

    def test_a_lost_reply_is_unknown(self):
        self.assertEqual(self.state_after(LOST), ("unknown", "draft"))

    def test_a_charge_in_progress_is_unknown(self):
        self.assertEqual(self.state_after(refused(409)), ("unknown", "draft"))

    def test_a_failing_server_is_unknown(self):
        self.assertEqual(self.state_after(refused(502, "IO_ERROR")), ("unknown", "draft"))

    def test_a_gateway_that_speaks_something_else_is_unknown(self):
        self.assertEqual(self.state_after((403, [])), ("unknown", "draft"))

    def test_anothers_payment_is_unknown(self):
        other = (201, lambda call: {"payment": {
            **created()[1](call)["payment"], "paymentOutput": {
                "amountOfMoney": {"amount": 10000, "currencyCode": "EUR"},
                "references": {"merchantReference": "somebody else"}}}})
        self.assertEqual(self.state_after(other), ("unknown", "draft"))

    def test_another_amount_is_unknown(self):
        other = created(amountOfMoney={"amount": 1, "currencyCode": "EUR"})
        self.assertEqual(self.state_after(other), ("unknown", "draft"))

    def test_a_request_that_is_refused_is_not_executed(self):
        self.assertEqual(self.state_after(refused(400)), ("canceled", "error"))

    def test_a_bad_key_stops_the_run(self):
        first, second = self.prepared(), self.prepared()
        with self.worldline_answers(refused(403)) as worldline:
            answer = self.rpc("execute", company_id=self.company.id,
                              keys=[first.key, second.key])["attempts"]
        self.assertEqual([row["error_code"] for row in answer], ["provider_key", "provider_key"])
        self.assertEqual(len(worldline.sent()), 1)

    def test_what_wants_the_client_is_cancelled_at_worldline_then_declined(self):
        attempt = self.prepared()
        cancelled = self.found(attempt, "CANCELLED", number=f"{NUMBER}_1")
        with self.worldline_answers(
                created("REDIRECTED"), (200, {"payment": cancelled[1]}), cancelled) as worldline:
            attempt._execute()
        self.assertEqual((attempt.state, attempt.code), ("failed", "REDIRECTED"))
        self.assertEqual([call["url"].partition("/v2/")[2] for call in worldline.calls[1:]],
                         [f"shop/payments/{NUMBER}_0/cancel", f"shop/payments/{NUMBER}_1"])

    def test_what_wants_the_client_and_cannot_be_cancelled_is_unknown(self):
        attempt = self.prepared()
        with self.worldline_answers(created("REDIRECTED"), refused(400),
                                    self.found(attempt, "REDIRECTED")):
            attempt._execute()
        self.assertEqual(attempt.state, "unknown")

    def test_what_is_sent_is_recorded_to_be_sent_again_without_secrets(self):
        attempt = self.executed(created())
        record = self.env["quittance.wire.record"]._first_charge(attempt.key)
        self.assertIn("X-GCS-Idempotence-Key", record["headers"])
        self.assertNotIn("Authorization", record["headers"])
        self.assertEqual(json.loads(record["body"])["cardPaymentMethodSpecificInput"]["token"],
                         "token-1")
