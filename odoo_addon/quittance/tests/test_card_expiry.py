"""An expired card is not charged; its date is the provider's own."""

from datetime import date, timedelta

from odoo import fields
from odoo.tests import tagged

from .collect_common import LOST, CollectCase


def card(month=3, year=2030):
    return 200, {"id": "pm_good_1", "object": "payment_method", "type": "card",
                 "card": {"exp_month": month, "exp_year": year}}


@tagged("post_install", "-at_install")
class TestCardExpiry(CollectCase):

    def asked(self, *answers):
        """Ask about every card; how often Stripe was asked about ours."""
        self._patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_values: None)
        with self.stripe_answers(*answers) as stripe:
            self.env["payment.token"]._cron_quittance_expiry()
        return sum(call["url"].endswith("/payment_methods/pm_good_1") for call in stripe.calls)

    def test_a_card_is_good_until_the_last_day_that_the_provider_says(self):
        self.assertEqual(self.asked(card(2, 2028)), 1)
        self.assertEqual(self.token.quittance_expires_on, date(2028, 2, 29))

    def test_an_expired_card_is_not_charged_and_its_day_is_told(self):
        move = self.make_due()
        order = self.order(move)
        self.asked(card(1, 2020))
        [status] = self.prepare(order)
        self.assertEqual(status["error_code"], "method_expired")
        [look] = self.attempts._look_at(move, self.settings._today())
        self.assertEqual(look.code, "method_expired")

    def test_on_its_last_day_a_card_is_still_charged(self):
        self.token.quittance_expires_on = self.settings._today()
        self.assertEqual(self.prepare(self.order(self.make_due()))[0]["state"], "prepared")

    def test_of_two_cards_the_one_that_is_good_is_taken(self):
        self.token.quittance_expires_on = self.settings._today() - timedelta(days=1)
        other = self._make_token(self.client_contact, stripe_payment_method="pm_good_2")
        self.assertEqual(self.prepare(self.order(self.make_due(), other))[0]["state"], "prepared")

    def test_a_renewed_card_is_charged_again_the_day_after(self):
        self.asked(card(1, 2020))
        self.assertEqual(self.asked(card()), 0)
        self.token.quittance_expiry_asked -= timedelta(days=2)
        self.assertEqual(self.asked(card()), 1)
        self.assertEqual(self.prepare(self.order(self.make_due()))[0]["state"], "prepared")

    def test_a_provider_that_says_nothing_changes_nothing(self):
        for answer in (LOST, (404, {"error": {"code": "resource_missing"}}), (200, {}),
                       card(13, 2030), card("", None)):
            self.token.quittance_expiry_asked = False
            self.asked(answer)
            self.assertFalse(self.token.quittance_expires_on, answer)
            self.assertTrue(self.token.quittance_expiry_asked)
        self.assertEqual(self.token.quittance_expiry_asked.date(), fields.Date.today())
