"""The next try of a declined invoice: planned at each change, and what the preflight says of it."""

from datetime import timedelta

from odoo import fields
from odoo.addons.quittance.models.policy import QuittancePolicy
from odoo.addons.quittance.protocol import bank_days
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, CollectCase, found, intent


class RetryCase(CollectCase):
    """An invoice whose card was declined today, and nights on other days."""

    def setUp(self):
        super().setUp()
        self._patch(QuittancePolicy, "_allows_as_of", lambda one: True)
        self.settings.sudo().write({"retry_holidays": "FR", "wait_after_sent_days": 0})
        self.today = self.company._quittance_today()

    def declined_invoice(self, code="insufficient_funds", **more):
        move = self.make_due()
        self.executed(decline(code, **more), move=move)
        return move

    def row(self, move):
        return self.env["quittance.retry"].search([("move_id", "=", move.id)])

    def verdict(self, move, as_of=None):
        """What the connector is told of this invoice on a day."""
        self.env.flush_all()
        answer = self.rpc("candidates", company_id=self.company.id,
                          as_of=str(as_of or self.today), after_id=move.id - 1, limit=1)
        candidate, = answer["invoices"]
        self.assertEqual(candidate["move_id"], move.id)
        return candidate

    def code_on(self, move, as_of=None):
        return self.verdict(move, as_of)["reason_code"]

    def in_days(self, number):
        return bank_days.bank_day_from(self.today + timedelta(number), "FR")

    def night(self, move, as_of, *answers, token=None):
        """Prepare and execute on a day; the attempt."""
        status = self.rpc("prepare", company_id=self.company.id, as_of=str(as_of), run_key="n",
                          attempts=[self.order(move, token)])["attempts"][0]
        self.assertEqual(status["state"], "prepared", status)
        attempt = self.attempts.search([("key", "=", status["key"])])
        with self.stripe_answers(*answers):
            attempt._execute()
        return attempt

    def sent_invoice(self):
        """One that a direct debit may be asked for."""
        move = self.make_due()
        move.sudo().quittance_sent_on = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        return move

    def debit_token(self):
        """The client's mandate instead of his card."""
        self.token.active = False
        method = self.env["payment.method"].with_context(active_test=False).search(
            [("code", "=", "sepa_direct_debit")], limit=1)
        method.active = True
        token = self._make_token(self.client_contact, payment_method_id=method.id)
        self.assertTrue(token._quittance_is_debit())
        return token

    def late(self, attempt, status, code=""):
        """What the provider tells of a pending debit when it is asked later."""
        self.long_ago(attempt, hours=2)
        error = {"last_payment_error": {"type": "card_error", "code": code, "message": "No."}}
        with self.stripe_answers((200, found(attempt, status, **(error if code else {})))):
            attempt._resolve()


def decline(code, **more):
    """A decline of a card with its decline code."""
    def body(call):
        error = {"type": "card_error", "code": "card_declined", "decline_code": code,
                 "message": "No.", **more}
        return {"error": {**error, "payment_intent": intent(
            call, "requires_payment_method", last_payment_error=dict(error))}}
    return 402, body


@tagged("post_install", "-at_install")
class TestRetry(RetryCase):

    def test_a_decline_plans_the_next_try_and_says_so(self):
        move = self.declined_invoice()
        row = self.row(move)
        self.assertEqual((row.next_on, row.state, row.tries, row.tries_max),
                         (self.in_days(3), "waiting", 1, 4))
        self.assertIn("insufficient funds. Will be tried again on", row.sentence)
        self.assertIn("try 2 of 4.", row.sentence)
        self.assertEqual(row.sentence, move.with_user(self.accountant).quittance_retry_sentence)
        self.assertIn(row.sentence, row.attempt_id.event_ids.mapped("why"))

    def test_it_waits_until_its_day_and_the_reason_names_it(self):
        move = self.declined_invoice()
        day = self.in_days(3)
        before = self.verdict(move, day - timedelta(1))
        self.assertEqual(before["reason_code"], "retry_wait")
        self.assertIn(self.row(move).with_context(lang="en_US")._day(day), before["reason"])
        self.assertEqual(self.code_on(move, day), "collect")

    def test_a_try_whose_night_was_missed_waits_for_a_bank_day(self):
        move = self.declined_invoice()
        planned = self.row(move).next_on
        saturday = planned + timedelta((5 - planned.weekday()) % 7)
        closed = self.verdict(move, saturday)
        self.assertEqual(closed["reason_code"], "retry_wait")
        policy = self.settings._retry_policy()
        again = bank_days.bank_day_from(saturday, policy.region)
        self.assertIn(self.row(move).with_context(lang="en_US")._day(again), closed["reason"])
        self.assertEqual(self.code_on(move, again), "collect")

    def test_tries_end_after_the_last_step(self):
        move, day = self.declined_invoice(), self.today
        for number in (2, 3, 4):
            day = self.row(move).next_on
            self.night(move, day, decline("insufficient_funds"))
            self.assertEqual(self.row(move).tries, number)
        self.assertEqual(self.code_on(move, day + timedelta(60)), "retry_over")
        self.assertIn("Tried 4 times", self.row(move).sentence)

    def test_the_providers_advice_goes_before_the_code(self):
        never = self.declined_invoice(advice_code="do_not_try_again")
        self.assertEqual(self.code_on(never, self.in_days(60)), "retry_over")
        later = self.declined_invoice("lost_card", advice_code="try_again_later",
                                      network_advice_code="30")
        self.assertEqual(self.row(later).next_on, self.in_days(10))

    def test_what_needs_the_client_waits_for_him(self):
        move = self.make_due()
        attempt = self.prepared(move)
        canceled = (200, found(attempt, "canceled"))
        with self.stripe_answers((200, lambda call: intent(call, "requires_action")), canceled):
            attempt._execute()
        self.assertEqual((attempt.state, self.code_on(move, self.in_days(60))),
                         ("failed", "needs_client"))

    def test_collect_now_overrides_the_wait_and_ends_the_plan(self):
        move = self.declined_invoice()
        with self.stripe_answers(GOOD):
            self.collect_now(move)
        self.assertEqual((move.payment_state, self.row(move).state), ("paid", "ended"))

    def test_a_plan_ends_when_the_invoice_is_paid_otherwise_and_comes_back_with_the_debt(self):
        move = self.declined_invoice()
        row = self.row(move)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create({
                "payment_token_id": False, "journal_id": self.env["account.journal"].search(
                    [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1).id,
            })._create_payments()
        self.assertEqual((row.state, move.quittance_reminders_silent), ("ended", False))
        payment.action_cancel()
        self.assertEqual((row.state, self.code_on(move)), ("waiting", "retry_wait"))

    def test_a_success_makes_no_plan(self):
        move = self.make_due()
        self.executed(GOOD, move=move)
        self.assertFalse(self.row(move))

    def test_an_unknown_outcome_plans_nothing_until_it_is_known(self):
        move = self.make_due()
        attempt = self.executed(LOST, move=move)
        self.assertFalse(self.row(move))
        attempt.with_user(self.supervisor)._decide("failed", "seen at the provider")
        self.assertEqual(self.row(move).reason, "unlisted")
        self.assertEqual(self.code_on(move, self.in_days(60)), "retry_over")

    def test_what_was_not_executed_neither_waits_nor_forgets_the_wait(self):
        move = self.make_due()
        attempt = self.prepared(move)
        self.settings.sudo().collection_on = False
        attempt._execute()
        self.settings.sudo().collection_on = True
        self.assertEqual((attempt.state, self.code_on(move)), ("canceled", "collect"))
        waiting = self.declined_invoice()
        self.night(waiting, self.in_days(3), (400, {"error": {
            "type": "invalid_request_error", "code": "parameter_invalid"}}))
        self.assertEqual(self.row(waiting).next_on, self.in_days(3))

    def test_a_method_that_the_provider_forgot_is_not_tried_every_night(self):
        move = self.make_due()
        attempt = self.executed((404, {"error": {
            "type": "invalid_request_error", "code": "resource_missing"}}), move=move)
        self.assertEqual((attempt.state, self.code_on(move, self.in_days(9))),
                         ("canceled", "needs_client"))

    def test_a_mandate_that_ended_is_not_tried_every_night(self):
        token, move = self.debit_token(), self.sent_invoice()
        attempt = self.night(move, self.in_days(1), (400, {"error": {
            "type": "invalid_request_error", "code": "payment_intent_mandate_invalid"}}),
            token=token)
        said = self.verdict(move, self.in_days(9))
        self.assertEqual((attempt.state, said["reason_code"]), ("canceled", "needs_client"))
        self.assertIn("no valid mandate", said["reason"])

    def test_the_settings_decide_and_replan_what_waits(self):
        move = self.declined_invoice()
        self.settings.with_user(self.supervisor).write({"retry_steps": "10"})
        self.assertEqual((self.row(move).next_on, self.row(move).tries_max),
                         (self.in_days(10), 2))
        self.assertIn("retry_steps = 10", self.log_of("limits")[0].detail)

    def test_the_report_of_a_run_says_when_a_decline_is_tried_again(self):
        move = self.declined_invoice()
        attempt = self.row(move).attempt_id
        status, = self.rpc("status", company_id=self.company.id, keys=[attempt.key])["attempts"]
        self.assertIn("Will be tried again on", status["message"])


@tagged("post_install", "-at_install")
class TestRetryReports(RetryCase):
    """Named after what users of other systems reported."""

    def test_killbill_1832_a_late_failure_is_tried_again_within_the_low_cap(self):
        token, move = self.debit_token(), self.sent_invoice()
        attempt = self.night(move, self.today, PENDING, token=token)
        self.assertFalse(self.row(move))
        self.late(attempt, "requires_payment_method", "insufficient_funds")
        self.assertEqual((attempt.state, self.row(move).state), ("failed", "waiting"))
        self.assertEqual(self.row(move).tries_max, 2)
        second = self.night(move, self.row(move).next_on, PENDING, token=token)
        self.late(second, "requires_payment_method", "insufficient_funds")
        self.assertEqual(self.code_on(move, self.in_days(90)), "retry_over")

    def test_killbill_455_reminders_are_silent_while_collecting_goes_on(self):
        moves = self.env["account.move"]
        quiet = [("quittance_reminders_silent", "=", True), ("partner_id", "=",
                                                            self.client_contact.id)]
        silent = self.declined_invoice()
        over = self.declined_invoice("stolen_card")
        live, plain = self.make_due(), self.make_due()
        self.executed(PENDING, move=live)
        self.assertEqual(moves.search(quiet), live | silent)
        self.assertEqual(moves.search([("id", "in", (over | plain | live).ids),
                                       ("quittance_reminders_silent", "=", False)]), over | plain)
        for move, expected in ((silent, True), (live, True), (over, False), (plain, False)):
            self.assertEqual(move.with_user(self.employee).sudo().quittance_reminders_silent,
                             expected)

    def test_killbill_96_a_new_card_collects_the_old_invoices(self):
        moves = [self.declined_invoice("stolen_card"), self.declined_invoice()]
        self.assertEqual(self.code_on(moves[0]), "retry_over")
        self.token.active = False
        new = self._make_token(self.client_contact, stripe_payment_method="pm_good_2")
        for move in moves:
            self.assertEqual((self.row(move).state, self.code_on(move)), ("due", "collect"))
            self.assertIn("another method now", self.row(move).sentence)
            self.night(move, self.today, GOOD, token=new)._book()
            self.assertEqual(move.payment_state, "paid")

    def test_killbill_96_a_method_that_the_accountant_chooses_counts_too(self):
        move = self.declined_invoice("stolen_card")
        other = self._make_token(self.client_contact, stripe_payment_method="pm_good_2")
        self.assertEqual(self.code_on(move), "several_methods")
        self.client_contact.with_user(self.accountant).sudo().quittance_token_id = other
        self.assertEqual((self.row(move).token_id, self.code_on(move)), (other, "collect"))
        self.client_contact.sudo().quittance_token_id = self.token
        self.assertEqual((self.row(move).state, self.code_on(move)), ("over", "retry_over"))

    def test_a_dispute_is_held_and_never_tried_again_by_itself(self):
        attempt = self.executed(GOOD)
        attempt._book()
        move = attempt.row_ids.move_id
        attempt._return(self.today, "fraudulent", "lost")
        self.assertEqual((self.row(move).state, self.code_on(move, self.in_days(60))),
                         ("over", "disputed"))
        self.assertIn("Held until a person releases it", self.row(move).sentence)

    def test_a_debit_that_came_back_is_tried_again_only_where_the_settings_say_so(self):
        token = self.debit_token()
        for retried, code, state in ((False, "AM04", "over"), (True, "AM04", "waiting"),
                                     (True, "MD01", "over"), (True, "MD06", "over")):
            self.settings.sudo().retry_returns = retried
            move = self.sent_invoice()
            attempt = self.night(move, self.today, GOOD, token=token)
            attempt._book()
            attempt._return(self.today, code, "")
            self.assertEqual(self.row(move).state, state, code)
            held = self.env["quittance.hold"]._reason_for(move)[0]
            self.assertEqual(bool(held), state == "over", code)

    def test_a_refund_is_not_collected_again_by_itself(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt.payment_id.action_cancel()
        self.assertEqual(self.code_on(attempt.row_ids.move_id), "collected_before")

    def test_the_plan_follows_the_company_s_own_date(self):
        self.settings.sudo().timezone = "Pacific/Kiritimati"
        attempt = self.row(self.declined_invoice()).attempt_id
        attempt.write({"since": fields.Datetime.to_datetime("2026-11-02 23:00:00"),
                       "sent_at": fields.Datetime.to_datetime("2026-11-02 23:00:00"),
                       "as_of": False})
        tried, = self.env["quittance.retry"]._tries(attempt, self.settings)
        self.assertEqual(str(tried.ended_on), "2026-11-03")
