"""Unknown at Worldline: asked by the payment's id, else sent again as recorded, then a person."""

from odoo.tests import tagged

from odoo.addons.quittance.services.wire import read_response

from .collect_common import LOST
from .worldline_common import (
    NUMBER, FakeWorldline, WorldlineCase, created, payment, refused, rejected,
)

REPLAYED = {"X-GCS-Idempotence-Request-Timestamp": "1790000000000"}


@tagged("post_install", "-at_install")
class TestWorldlineResolve(WorldlineCase):

    def unknown(self, *answers, **ago):
        attempt = self.executed(*(answers or [LOST]))
        self.assertEqual(attempt.state, "unknown")
        self.long_ago(attempt, **(ago or {"minutes": 30}))
        return attempt

    def test_a_payment_with_an_id_is_asked_about_and_never_sent_again(self):
        attempt = self.unknown(created("AUTHORIZATION_REQUESTED"))
        worldline = self.resolved(attempt, self.found(attempt))
        self.assertEqual((attempt.state, worldline.sent()), ("done", []))
        self.assertTrue(worldline.calls[0]["url"].endswith(f"/v2/shop/payments/{NUMBER}_0"))

    def test_a_payment_that_stays_undecided_stays_unknown(self):
        attempt = self.unknown(created("AUTHORIZATION_REQUESTED"))
        worldline = self.resolved(attempt, self.found(attempt, "AUTHORIZATION_REQUESTED"))
        self.assertEqual((attempt.state, worldline.sent()), ("unknown", []))

    def test_not_found_decides_nothing(self):
        attempt = self.unknown(created("AUTHORIZATION_REQUESTED"))
        worldline = self.resolved(attempt, refused(404))
        self.assertEqual((attempt.state, worldline.sent()), ("unknown", []))

    def test_a_lost_reply_is_sent_again_as_recorded_and_signed_anew(self):
        attempt = self.unknown()
        record = self.env["quittance.wire.record"]._first_charge(attempt.key)
        self.client_contact.write({"city": "Elsewhere"})
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        worldline = self.resolved(attempt, (*created(), REPLAYED))
        again = worldline.sent()[0]
        self.assertEqual((again["data"], again["url"]), (record["body"], record["url"]))
        self.assertIn(again["headers"]["X-GCS-Idempotence-Key"], record["headers"])
        signed = self.worldline._worldline_calculate_signature(
            "POST", "payments", again["headers"]["Content-Type"], again["headers"]["Date"],
            idempotency_key=again["headers"]["X-GCS-Idempotence-Key"])
        self.assertEqual(again["headers"]["Authorization"], f"GCS v1HMAC:key:{signed}")
        self.assertEqual((attempt.state, attempt.send_no, len(worldline.sent())), ("done", 2, 1))

    def test_a_replay_answered_with_the_stored_decline_is_declined(self):
        attempt = self.unknown()
        self.resolved(attempt, (*rejected(), REPLAYED))
        self.assertEqual(attempt.state, "failed")

    def test_worldline_says_by_a_header_that_an_answer_is_the_stored_one(self):
        for headers, replayed in (({}, False), (REPLAYED, True)):
            fake = FakeWorldline((402, {}, headers))
            self.assertEqual(read_response(fake("POST", "payments")).replayed, replayed)

    def test_a_replay_answered_with_another_payloads_outcome_decides_nothing(self):
        attempt = self.unknown()
        self.resolved(attempt, (201, {"payment": payment(attempt.key, 1)}, REPLAYED))
        self.assertEqual(attempt.state, "unknown")

    def test_a_replay_while_the_first_is_in_progress_decides_nothing(self):
        attempt = self.unknown()
        self.resolved(attempt, refused(409))
        self.assertEqual((attempt.state, attempt.send_no), ("unknown", 2))

    def test_nothing_is_sent_again_to_another_account(self):
        attempt = self.unknown()
        self.worldline.worldline_pspid = "another-shop"
        self.assertEqual(self.resolved(attempt, created()).calls, [])
        self.assertEqual(attempt.state, "unknown")

    def test_after_the_window_nothing_is_sent_and_a_person_is_told(self):
        attempt = self.unknown(hours=25)
        worldline = self.resolved(attempt, created())
        self.assertEqual((attempt.state, worldline.calls), ("unknown", []))
        self.assertTrue(attempt.activity_ids)
        self.assertIn(attempt, self.attempts.search([("past_limit", "=", True)]))

    def test_what_never_left_is_not_executed(self):
        attempt = self.prepared()
        attempt._begin_sending()
        self.long_ago(attempt, minutes=30)
        worldline = self.resolved(attempt, created())
        self.assertEqual((attempt.state, attempt.code, worldline.calls),
                         ("canceled", "never_left", []))

    def test_what_was_put_back_after_a_restore_is_not_taken_for_never_left(self):
        attempt = self.unknown()
        attempt.origin = "restore"
        self._patch(type(self.env["quittance.wire.record"]), "_first_charge",
                    lambda records, reference: None)
        worldline = self.resolved(attempt, created())
        self.assertEqual((attempt.state, worldline.calls), ("unknown", []))

    def test_a_pending_capture_that_is_refused_fails_here(self):
        attempt = self.executed(created("CAPTURE_REQUESTED"))
        self.long_ago(attempt, hours=30)
        self.resolved(attempt, self.found(attempt, "REJECTED_CAPTURE"))
        self.assertEqual((attempt.state, attempt.row_ids.live), ("failed", False))

    def told(self, attempt, status="CAPTURED", **more):
        """Worldline's webhook, after Odoo has checked its signature."""
        attempt.transaction_id._process("worldline", {
            "merchantId": "shop", "type": f"payment.{status.lower()}",
            "payment": payment(attempt.key, attempt._minor(), status, **more)})

    def test_a_webhook_ends_an_unknown(self):
        attempt = self.unknown()
        self.told(attempt)
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))
        self.told(attempt)
        self.assertEqual((attempt.state, attempt.provider_reference), ("done", NUMBER))

    def test_a_webhook_with_another_amount_decides_nothing(self):
        attempt = self.unknown()
        self.told(attempt, amountOfMoney={"amount": 1, "currencyCode": "EUR"})
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("unknown", "draft"))

    def test_a_webhook_about_a_waiting_authorisation_decides_nothing(self):
        attempt = self.unknown()
        self.told(attempt, "AUTHORIZATION_REQUESTED")
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("unknown", "draft"))

    def test_a_late_success_is_an_alarm(self):
        attempt = self.executed(rejected())
        self.told(attempt)
        self.assertEqual((attempt.state, bool(attempt.activity_ids)), ("done", True))
