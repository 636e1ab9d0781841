"""Resolving: asked first, sent again exactly as recorded, and never what must not be charged."""

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, CollectCase, declined, found

NOTHING = (200, {"object": "list", "data": [], "has_more": False})


def listed(*intents):
    return (200, {"object": "list", "data": list(intents), "has_more": False})


DECLINED = {"last_payment_error": {"code": "card_declined"}}


@tagged("post_install", "-at_install")
class TestAttemptResolve(CollectCase):

    def unknown(self, **ago):
        attempt = self.executed(LOST)
        self.long_ago(attempt, **(ago or {"minutes": 30}))
        return attempt

    def resolved(self, attempt, *answers):
        with self.stripe_answers(*answers) as stripe:
            attempt._resolve()
        return stripe

    def test_an_unknown_that_the_provider_has_is_taken_over(self):
        attempt = self.unknown()
        stripe = self.resolved(attempt, listed(found(attempt)))
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))
        self.assertEqual(stripe.sent(), [])

    def test_an_unknown_too_young_is_not_asked_about(self):
        attempt = self.executed(LOST)
        self.assertEqual(self.resolved(attempt, NOTHING).calls, [])

    def test_what_the_provider_does_not_have_is_sent_again_byte_for_byte(self):
        attempt = self.unknown()
        record = self.env["quittance.wire.record"]._first_charge(attempt.key)
        self.client_contact.write({"city": "Elsewhere", "zip": "99999"})
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        stripe = self.resolved(attempt, NOTHING, (200, found(attempt)))
        self.assertTrue(stripe.sent(), attempt.event_ids.mapped("why"))
        again = stripe.sent()[0]
        self.assertEqual((again["data"], again["url"]), (record["body"], record["url"]))
        self.assertIn(again["headers"]["Idempotency-Key"], record["headers"])
        self.assertEqual((attempt.state, attempt.send_no), ("done", 2))

    def test_silence_is_not_answered_by_sending(self):
        attempt = self.unknown()
        stripe = self.resolved(attempt, LOST)
        self.assertEqual((attempt.state, stripe.sent()), ("unknown", []))

    def test_a_replay_that_is_refused_decides_nothing(self):
        attempt = self.unknown()
        error = (400, {"error": {"type": "invalid_request_error", "code": "resource_missing"}})
        self.resolved(attempt, NOTHING, error)
        self.assertEqual(attempt.state, "unknown")

    def test_a_replay_answered_with_the_stored_decline_is_failed(self):
        attempt = self.unknown()
        error = {"type": "card_error", "code": "card_declined", "payment_intent": found(
            attempt, "requires_payment_method")}
        self.resolved(attempt, NOTHING, (402, {"error": error}))
        self.assertEqual(attempt.state, "failed")

    def test_nothing_is_sent_again_after_23_hours(self):
        attempt = self.unknown(hours=23)
        stripe = self.resolved(attempt, NOTHING)
        self.assertEqual((attempt.state, stripe.sent()), ("unknown", []))

    def test_nothing_is_sent_again_after_the_kill_switch(self):
        attempt = self.unknown()
        self.settings.sudo().collection_on = False
        stripe = self.resolved(attempt, NOTHING)
        self.assertEqual((attempt.state, stripe.sent()), ("unknown", []))

    def test_nothing_is_sent_again_for_a_held_invoice(self):
        attempt = self.unknown()
        self.env["quittance.hold"]._hold_invoice(attempt.row_ids.move_id, "asked for")
        self.assertEqual(self.resolved(attempt, NOTHING).sent(), [])

    def test_sending_without_an_answer_becomes_unknown(self):
        attempt = self.prepared()
        attempt._begin_sending()
        self.long_ago(attempt, minutes=30)
        self.resolved(attempt, LOST)
        self.assertEqual(attempt.state, "unknown")

    def test_a_send_that_never_left_is_not_executed(self):
        attempt = self.prepared()
        attempt._begin_sending()
        self.long_ago(attempt, minutes=30)
        stripe = self.resolved(attempt, NOTHING)
        self.assertEqual((attempt.state, attempt.code, stripe.sent()),
                         ("canceled", "never_left", []))

    def test_a_prepared_attempt_whose_lease_is_over_is_given_up(self):
        attempt = self.prepared()
        attempt.lease_until = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        self.resolved(attempt, NOTHING)
        self.assertEqual((attempt.state, attempt.row_ids.live), ("canceled", False))

    def test_what_a_restored_database_knows_only_as_prepared_is_not_given_up(self):
        attempt = self.prepared()
        attempt.lease_until = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        ledger = self.env["quittance.ledger"]._get()
        ledger.restore_open = True
        self.assertEqual(self.resolved(attempt).calls, [])
        ledger.restore_open = False
        self.resolved(attempt, (500, {}))
        self.assertEqual(attempt.state, "prepared", "silence proves nothing")
        self.resolved(attempt, listed(found(attempt, "processing")))
        self.assertEqual((attempt.state, attempt.row_ids.live), ("unknown", True))

    def test_a_prepared_attempt_within_its_lease_is_left_alone(self):
        attempt = self.prepared()
        self.resolved(attempt, NOTHING)
        self.assertEqual(attempt.state, "prepared")

    def test_a_pending_debit_that_fails_at_the_provider_fails_here(self):
        attempt = self.executed(PENDING)
        self.long_ago(attempt, hours=30)
        self.resolved(attempt, (200, found(attempt, "requires_payment_method", last_payment_error={
            "code": "payment_intent_payment_attempt_failed",
            "decline_code": "insufficient_funds"})))
        self.assertEqual((attempt.state, attempt.code), ("failed", "insufficient_funds"))
        self.assertFalse(attempt.row_ids.live)

    def test_a_debit_whose_charge_alone_says_why_is_not_tried_again(self):
        attempt = self.executed(PENDING)
        self.long_ago(attempt, hours=30)
        generic = {"code": "payment_intent_payment_attempt_failed", "charge": "ch_1"}
        self.resolved(attempt, (200, found(
            attempt, "requires_payment_method", last_payment_error=generic,
            charges={"data": [{"id": "ch_1", "failure_code": "authorization_revoked"}]})))
        self.assertEqual((attempt.state, attempt.code), ("failed", "authorization_revoked"))
        self.assertIn("the client has revoked it. This method is not tried again",
                      attempt.sentence)

    def test_a_webhook_ends_a_pending_debit(self):
        attempt = self.executed(PENDING)
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": found(attempt), "payment_method": "pm"})
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))

    def test_an_unsigned_webhook_is_not_believed(self):
        attempt = self.executed(PENDING)
        self.stripe.stripe_webhook_secret = False
        told = {"reference": attempt.key, "payment_intent": found(attempt)}
        with self.stripe_answers((200, found(attempt, "processing"))) as stripe:
            attempt.transaction_id._process("stripe", told)
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("pending", "pending"))
        self.assertEqual(stripe.calls[0]["method"], "GET")
        with self.stripe_answers((503, {})):
            attempt.transaction_id._process("stripe", told)
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("pending", "pending"))
        with self.stripe_answers((200, found(attempt))):
            attempt.transaction_id._process("stripe", told)
        self.assertEqual(attempt.state, "done")

    def test_a_webhook_with_anothers_object_decides_nothing(self):
        attempt, other = self.executed(PENDING), self.executed(PENDING)
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": found(other), "payment_method": "pm"})
        self.assertEqual((attempt.state, attempt.transaction_id.state), ("pending", "pending"))

    def told(self, attempt, status, *asked, **more):
        """A webhook tells a status while Stripe, when asked, says another; Stripe's calls."""
        self.company.partner_id.lang = "en_US"
        with self.stripe_answers(*asked) as stripe:
            attempt.transaction_id._process("stripe", {
                "reference": attempt.key, "payment_intent": found(attempt, status, **more),
                "payment_method": "pm"})
        return stripe

    def test_webhooks_in_disorder_alarm_nobody(self):
        attempt = self.executed(GOOD)
        attempt._book()
        for status, more in (("processing", {}), ("requires_payment_method", DECLINED),
                             ("canceled", {}), ("requires_action", {})):
            self.told(attempt, status, (200, found(attempt)), **more)
            self.assertEqual((attempt.state, attempt.transaction_id.state), ("done", "done"))
        self.assertFalse(attempt.activity_ids)

    def test_a_late_webhook_that_is_true_when_asked_is_an_alarm(self):
        attempt = self.executed(GOOD)
        stripe = self.told(attempt, "requires_payment_method", (200, found(
            attempt, "requires_payment_method", **DECLINED)), **DECLINED)
        self.assertEqual([call["method"] for call in stripe.calls], ["GET"])
        self.assertEqual(attempt.state, "done")
        self.assertIn("contradicts", attempt.activity_ids[0].summary)

    def test_a_late_webhook_that_nobody_can_ask_about_is_an_alarm(self):
        attempt = self.executed(GOOD)
        self.told(attempt, "processing", LOST)
        self.assertEqual(attempt.state, "done")
        self.assertIn("contradicts", attempt.activity_ids[0].summary)

    def test_another_intent_under_our_reference_is_an_alarm_unasked(self):
        attempt = self.executed(GOOD)
        stripe = self.told(attempt, "processing", (200, found(attempt)), id="pi_second")
        self.assertFalse(stripe.calls)
        self.assertIn("contradicts", attempt.activity_ids[0].summary)

    def test_a_late_success_is_an_alarm(self):
        attempt = self.executed(declined())
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": found(attempt), "payment_method": "pm"})
        self.assertEqual((attempt.state, attempt.extra), ("done", False))
        self.assertTrue(attempt.activity_ids)

    def test_a_late_success_that_meets_a_live_attempt_is_the_clients_credit(self):
        move = self.make_due()
        first = self.executed(declined(), move=move)
        self.client_contact.quittance_token_id = self._make_token(
            self.client_contact, stripe_payment_method="pm_good_2")
        order = self.order(move, self.client_contact.quittance_token_id)
        self.assertEqual(self.prepare(order)[0]["state"], "prepared")
        first.transaction_id._process("stripe", {
            "reference": first.key, "payment_intent": found(first), "payment_method": "pm"})
        first._book()
        self.assertEqual((first.extra, first.booked, first.row_ids.live), (True, True, False))
        self.assertEqual(move.amount_residual, 100)
        self.assertEqual(first.payment_id.amount, 100)

    def test_the_index_finds_the_other_live_attempt_that_a_snapshot_does_not_see(self):
        move = self.make_due()
        first = self.executed(declined(), move=move)
        self.client_contact.quittance_token_id = self._make_token(
            self.client_contact, stripe_payment_method="pm_good_2")
        self.prepare(self.order(move, self.client_contact.quittance_token_id))
        self._patch(type(first), "_has_other_live", lambda one: False)
        first.transaction_id._process("stripe", {
            "reference": first.key, "payment_intent": found(first), "payment_method": "pm"})
        self.assertEqual((first.state, first.extra), ("done", True))

    def test_the_providers_id_belongs_to_one_attempt(self):
        first, second = self.executed(GOOD), self.executed(LOST)
        self.long_ago(second, minutes=30)
        self.resolved(second, listed({**found(second), "id": first.provider_reference}))
        self.assertEqual(second.state, "unknown")

    def test_what_may_have_charged_is_asked_about_before_what_waits_for_its_bank(self):
        waiting = self.executed(PENDING), self.executed(PENDING)
        unclear = self.unknown()
        for attempt in waiting:
            self.long_ago(attempt, hours=30)
        unclear.asked_at = fields.Datetime.subtract(fields.Datetime.now(), minutes=15)
        self.env.flush_all()
        self.assertEqual(self.attempts._to_resolve(self.company, limit=1), unclear)

    def test_one_that_breaks_keeps_no_other_from_being_asked(self):
        broken, other = self.unknown(), self.unknown()
        whole = type(broken)._resolve

        def breaks(one):
            if one == broken:
                raise ValueError("Boom")
            return whole(one)

        self._patch(type(broken), "_resolve", breaks)
        with self.stripe_answers(listed(found(other)), listed()), self.assertLogs(
                "odoo.addons.quittance.models.attempt_resolve", "ERROR"):
            answer = self.rpc("resolve", company_id=self.company.id,
                              keys=[broken.key, other.key])
        self.assertEqual([one["error_code"] for one in answer["attempts"]], ["busy", ""])
        self.assertEqual((broken.state, other.state), ("unknown", "done"))

    def test_the_scheduled_action_asks_and_books(self):
        attempt = self.unknown()
        with self.stripe_answers(listed(found(attempt)), listed()):
            self.attempts._cron_resolve()
        self.assertEqual((attempt.state, attempt.booked), ("done", True))
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")

    def passed(self, attempt, *answers, **ago):
        """The scheduled action when so much time has passed; what it has asked persons to do."""
        self.company.partner_id.lang = "en_US"
        self.long_ago(attempt, **ago)
        with self.stripe_answers(*answers):
            self.attempts._cron_resolve()
        return [why for why in attempt.event_ids.mapped("why") if "look it up" in why]

    def test_a_debit_that_stays_pending_beyond_its_limit_is_told_once(self):
        attempt = self.executed(PENDING)
        still = (200, found(attempt, "processing"))
        self.assertFalse(self.passed(attempt, still, days=20))
        with self.stripe_answers(still):
            self.long_ago(attempt, days=22)
            before = attempt.activity_ids
            self.attempts._cron_resolve()
        self.assertEqual(attempt.state, "pending")
        told = attempt.activity_ids - before
        self.assertIn("No outcome for too long", told[0].summary)
        told.unlink()  # done by those who were told
        with self.stripe_answers(still):
            self.attempts._cron_resolve()
        self.assertFalse(attempt.activity_ids - before)

    def test_a_send_that_nobody_can_look_after_is_told(self):
        attempt = self.executed(LOST)
        attempt.state = "sending"
        self._patch(type(attempt), "_to_resolve", lambda *_args, **_kw: attempt.browse())
        self.assertEqual(len(self.passed(attempt, NOTHING, hours=25)), 1)

    def test_what_nobody_at_a_screen_writes_is_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.lang = "fr_FR"
        asked, told = self.unknown(), self.executed(PENDING)
        with self.stripe_answers(listed(found(asked)), listed()):
            self.attempts.with_context(lang="en_US")._cron_resolve()
        told.with_context(lang="en_US").transaction_id._process("stripe", {
            "reference": told.key, "payment_intent": found(told), "payment_method": "pm"})
        self.assertEqual(asked.event_ids[-2].why, "Réponse : succeeded")
        self.assertEqual(told.event_ids[-1].why, "Dit par le prestataire : succeeded")

    def test_a_listed_success_is_taken_over_by_the_audit(self):
        attempt = self.executed(declined())
        row = {**found(attempt), "created": 1_700_000_000}
        with self.stripe_answers(listed(row)):
            answer = self.rpc("provider_charges", company_id=self.company.id,
                              since="2020-01-01T00:00:00Z", limit=10,
                              cursor=f"{self.stripe.id}:")
        self.assertEqual((answer["charges"][0]["known"], attempt.state), (True, "done"))

    def test_a_second_charge_under_a_known_reference_is_reported(self):
        attempt = self.executed(GOOD)
        row = {**found(attempt), "id": "pi_second", "created": 1_700_000_000}
        with self.stripe_answers(listed(row)):
            answer = self.rpc("provider_charges", company_id=self.company.id,
                              since="2020-01-01T00:00:00Z", limit=10,
                              cursor=f"{self.stripe.id}:")
        self.assertFalse(answer["charges"][0]["known"])

    def test_a_charge_that_this_database_lacks_is_reported(self):
        row = {"id": "pi_x", "description": "q1unknown", "amount": 500, "currency": "eur",
               "status": "succeeded", "created": 1_700_000_000}
        with self.stripe_answers(listed(row)):
            charge = self.rpc("provider_charges", company_id=self.company.id,
                              since="2020-01-01T00:00:00Z", limit=10,
                              cursor=f"{self.stripe.id}:")["charges"][0]
        self.assertEqual((charge["known"], charge["amount"]), (False, "5.00"))
