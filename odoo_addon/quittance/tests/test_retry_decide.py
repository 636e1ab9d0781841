"""What a person may decide about the next try, and what nobody may."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .collect_common import GOOD
from .test_retry import RetryCase, decline


@tagged("post_install", "-at_install")
class TestRetryDecide(RetryCase):

    def decide(self, move, mode, reason="agreed with the client", user=None, day=None):
        action = move.with_user(user or self.accountant).action_quittance_retry()
        wizard = self.env[action["res_model"]].with_user(user or self.accountant).with_context(
            action["context"]).create({"mode": mode, "reason": reason, "day": day})
        return wizard.action_confirm()

    def test_a_person_chooses_the_day(self):
        move = self.declined_invoice("stolen_card")
        day = self.today + timedelta(20)
        self.decide(move, "date", day=day)
        row = self.row(move)
        self.assertEqual((row.next_on, row.by_person, row.decided_by),
                         (day, True, self.accountant))
        self.assertEqual(self.code_on(move, day - timedelta(1)), "retry_wait")
        self.assertEqual(self.code_on(move, day), "collect")
        event = row.attempt_id.event_ids[-1]
        self.assertEqual(event.by, self.accountant)
        self.assertIn("agreed with the client", event.why)
        self.assertIn("agreed with the client", move.message_ids[0].body)

    def test_tonight_not_again_and_back_to_the_rule(self):
        move = self.declined_invoice()
        for mode, code, state in (("tonight", "collect", "waiting"), ("stop", "retry_over", "over"),
                                  ("rule", "retry_wait", "waiting")):
            self.decide(move, mode)
            self.assertEqual((self.code_on(move), self.row(move).state), (code, state), mode)

    def test_a_new_method_does_not_undo_what_a_person_decided(self):
        move = self.declined_invoice()
        self.decide(move, "stop")
        self.token.active = False
        self._make_token(self.client_contact)
        self.assertEqual((self.row(move).state, self.code_on(move)), ("over", "retry_over"))

    def test_the_next_outcome_ends_what_a_person_decided(self):
        move = self.declined_invoice()
        self.decide(move, "tonight")
        self.night(move, self.today, decline("insufficient_funds"))
        self.assertEqual((self.row(move).by_person, self.row(move).next_on, self.row(move).tries),
                         (False, self.in_days(5), 2))

    def test_no_decision_goes_beyond_the_hard_cap_of_debits(self):
        token, move = self.debit_token(), self.sent_invoice()
        self.night(move, self.today, decline("insufficient_funds"), token=token)
        for _again in range(2):
            self.decide(move, "tonight")
            self.night(move, self.today, decline("insufficient_funds"), token=token)
        with self.assertRaisesRegex(UserError, "3 in all by direct debit"):
            self.decide(move, "date", day=self.today + timedelta(90))
        self.assertEqual(self.code_on(move), "retry_cap")
        with self.assertRaisesRegex(UserError, "No more tries are allowed"), \
                self.stripe_answers(GOOD) as stripe:
            self.collect_now(move)
        self.assertEqual(stripe.sent(), [])

    def test_no_decision_goes_beyond_15_tries_of_a_card_in_30_days(self):
        move = self.declined_invoice()
        for _again in range(14):
            self.decide(move, "tonight")
            self.night(move, self.today, decline("insufficient_funds"))
        with self.assertRaisesRegex(UserError, "The first day on which another try is allowed"):
            self.decide(move, "tonight")
        self.decide(move, "date", day=self.today + timedelta(30))
        self.assertEqual(self.code_on(move, self.today + timedelta(29)), "retry_cap")
        self.assertEqual(self.code_on(move, self.today + timedelta(30)), "collect")

    def test_who_may_and_what_is_needed(self):
        move = self.declined_invoice()
        for user in (self.employee, self.connector):
            with self.assertRaises(AccessError):
                self.row(move).with_user(user)._decide("tonight", "please")
            with self.assertRaises(AccessError):
                self.row(move).with_user(user).action_change()
        for values in ({"reason": " "}, {"mode": "date", "day": self.today - timedelta(1)}):
            with self.assertRaises(UserError):
                self.decide(move, **{"mode": "tonight", **values})
        with self.assertRaises(UserError):
            self.row(move).unlink()
        with self.stripe_answers(GOOD):
            self.collect_now(move)
        with self.assertRaisesRegex(UserError, "paid or withdrawn"):
            self.row(move).with_user(self.accountant)._decide("tonight", "again")

    def test_settings_out_of_range_are_refused(self):
        for steps in ("0, 3", "3; 5", "3, x", "61", "-1", ", ".join(["1"] * 15)):
            with self.assertRaises(ValidationError):
                self.settings.sudo().retry_steps = steps
        self.settings.sudo().retry_steps = "1, 2"
        self.assertEqual(self.settings._retry_policy().steps, (1, 2))
        self.settings.sudo().retry_steps = "0"
        self.assertEqual(self.row(self.declined_invoice()).state, "over")
