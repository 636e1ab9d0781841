"""What Worldline says of a success later: refunded, charged back, reversed. It lists nothing."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .worldline_common import WorldlineCase, created, payment


@tagged("post_install", "-at_install")
class TestWorldlineLate(WorldlineCase):

    def collected(self):
        attempt = self.executed(created())
        attempt._book()
        self.assertEqual((attempt.state, attempt.booked), ("done", True))
        return attempt

    def told(self, attempt, status, **more):
        """Worldline's webhook, after Odoo has checked its signature."""
        self.company.partner_id.lang = "en_US"
        attempt.transaction_id._process("worldline", {
            "merchantId": "shop", "type": f"payment.{status.lower()}",
            "payment": payment(attempt.key, attempt._minor(), status, **more)})

    def alarms(self, attempt):
        return attempt.activity_ids.filtered(
            lambda one: one.summary == "Collected, and told otherwise since"
            and one.user_id == self.supervisor)

    def claims(self, since):
        page = self.rpc("audit_claims", company_id=self.company.id, since=since, limit=200)
        return [one["key"] for one in page["claims"]]

    def asked(self, attempt, *answers):
        with self.worldline_answers(*answers):
            return self.rpc("audit_ask", company_id=self.company.id,
                            ids=attempt.transaction_id.ids)["answers"][0]

    def test_a_later_status_is_an_alarm_once(self):
        for status in ("REFUNDED", "CHARGEBACKED", "REVERSED"):
            attempt = self.collected()
            for _again in range(2):
                self.told(attempt, status)
            self.assertEqual(attempt.state, "done")
            self.assertEqual(len(self.alarms(attempt)), 1, status)
            self.assertIn(status, self.alarms(attempt).note)
            self.long_ago(attempt)
            attempt.provider_reference = f"other-{attempt.id}"  # one number for the next

    def test_an_earlier_status_that_is_told_late_is_none(self):
        attempt = self.collected()
        for status in ("AUTHORIZATION_REQUESTED", "PENDING_CAPTURE", "CREATED", "CAPTURED"):
            self.told(attempt, status)
        self.assertFalse(self.alarms(attempt))

    def test_what_is_told_of_another_payment_is_none(self):
        attempt = self.collected()
        self.told(attempt, "REFUNDED", number="99_0")
        self.told(attempt, "REFUNDED", amountOfMoney={"amount": 1, "currencyCode": "EUR"})
        self.assertFalse(self.alarms(attempt))

    def test_the_nights_ask_again_about_each_success_once_a_week(self):
        attempt, now = self.collected(), fields.Datetime.now()
        attempt.since = now - timedelta(days=119)
        attempt.transaction_id.last_state_change = attempt.since
        today, since = self.company._quittance_today(), fields.Datetime.to_string(now)
        nights = 0
        for day in range(7):
            self._patch(type(self.company), "_quittance_today",
                        lambda _company, day=day: today + timedelta(days=day))
            nights += self.claims(since).count(attempt.key)
        self.assertEqual(nights, 1)
        attempt.since = now - timedelta(days=121)
        for day in range(7):
            self._patch(type(self.company), "_quittance_today",
                        lambda _company, day=day: today + timedelta(days=day))
            self.assertNotIn(attempt.key, self.claims(since))

    def test_the_audit_finds_what_came_back_until_it_is_in_the_books(self):
        attempt = self.collected()
        answer = self.asked(attempt, self.found(attempt, "CHARGEBACKED"))
        self.assertEqual(answer["finding"], "state_differs")
        self.env["quittance.refund"]._record(
            attempt, attempt._amount_decimal(), self.company._quittance_today(), "cb-1", "seen")
        answer = self.asked(attempt, self.found(attempt, "CHARGEBACKED"))
        self.assertEqual((answer["outcome"], answer["finding"]), ("agrees", ""))
