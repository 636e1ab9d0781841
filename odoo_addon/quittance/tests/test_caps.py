"""Caps per run and per day: counted before sending, whatever else happens to a charge."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, PENDING, CollectCase, declined


@tagged("post_install", "-at_install")
class TestCaps(CollectCase):

    def setUp(self):
        super().setUp()
        self.settings.sudo().write({"cap_per_charge": 100, "cap_per_run": 1000,
                                    "cap_per_day": 250})

    def reasons(self, **more):
        """{invoice: reason} of what the connector is told."""
        rows = self.rpc("candidates", company_id=self.company.id, as_of="",
                        after_id=self.first.id - 1, limit=50, **more)["invoices"]
        return {row["move_id"]: row["reason_code"] for row in rows}

    def executed_all(self, attempts, *answers):
        with self.stripe_answers(*answers) as stripe:
            self.attempts._execute_all(attempts.sorted("id"), 10**12)
        return len(stripe.sent())

    def prepared_past_the_caps(self, number):
        """Attempts as calls that have not seen each other would have made them."""
        self.settings.sudo().cap_per_day = 100000
        attempts = self.attempts.union(*(self.prepared() for _one in range(number)))
        self.settings.sudo().cap_per_day = 250
        return attempts

    def test_a_day_stops_at_its_cap_over_all_its_runs(self):
        for number in range(2):
            self.assertEqual(self.executed(GOOD).state, "done", number)
        third = self.make_due()
        [status] = self.prepare(self.order(third), run_key="another run")
        self.assertEqual((status["state"], status["error_code"]), ("", "above_day_cap"))
        self.assertIn("today", status["message"])

    def test_what_was_prepared_above_the_days_cap_is_not_sent(self):
        attempts = self.prepared_past_the_caps(3)
        self.assertEqual(self.executed_all(attempts, GOOD), 2)
        self.assertEqual(attempts.sorted("id").mapped("state"), ["done", "done", "canceled"])
        self.assertEqual(attempts.sorted("id")[-1].code, "above_day_cap")

    def test_a_decline_gives_its_room_back_and_a_pending_debit_keeps_it(self):
        attempts = self.prepared_past_the_caps(4)
        self.assertEqual(self.executed_all(attempts, declined(), PENDING, GOOD), 3)
        self.assertEqual(attempts.sorted("id").mapped("state"),
                         ["failed", "pending", "done", "canceled"])

    def test_a_charge_by_hand_counts_for_the_day_and_not_for_a_run(self):
        self.settings.sudo().cap_per_run = 100
        with self.stripe_answers(GOOD):
            for _one in range(2):
                self.collect_now(self.make_due(), self.supervisor)
        third = self.make_due()
        self.assertEqual(self.prepare(self.order(third))[0]["error_code"], "above_day_cap")

    def test_a_charge_that_fits_costs_no_sum_over_the_day(self):
        uses = self.env["quittance.cap.use"]
        attempts = self.prepared_past_the_caps(2)
        with patch.object(type(uses), "_used", autospec=True, side_effect=type(uses)._used) as sums:
            self.executed_all(attempts, GOOD)
        self.assertEqual((attempts.mapped("state"), sums.call_count), (["done"] * 2, 0))
        self.cr.execute("SELECT DISTINCT amount FROM quittance_cap_total WHERE company_no = %s",
                        [self.company.id])
        self.assertEqual(self.cr.fetchall(), [(200,)])

    def test_another_day_has_its_cap_for_itself(self):
        attempts = self.prepared_past_the_caps(2)
        self.executed_all(attempts, GOOD)
        self.cr.execute("UPDATE quittance_cap_use SET day = day - 1")
        self.assertEqual(self.executed(GOOD).state, "done")

    def test_a_charge_sent_on_the_next_day_counts_for_that_day(self):
        attempt = self.prepared()
        self.env["quittance.cap.use"]._count(attempt)
        self.cr.execute("UPDATE quittance_cap_use SET day = day - 1")
        self.env["quittance.cap.use"]._count(attempt)
        self.cr.execute("SELECT count(*), max(day) FROM quittance_cap_use WHERE key = %s",
                        [attempt.key])
        self.assertEqual(self.cr.fetchone(), (1, self.settings._today()))

    def test_the_list_says_what_no_longer_fits(self):
        self.settings.sudo().cap_per_run = 200
        self.first, second, third = self.make_due(), self.make_due(), self.make_due()
        self.assertEqual(self.reasons(), {
            self.first.id: "collect", second.id: "collect", third.id: "above_run_cap"})
        self.assertEqual(self.reasons(planned="150.00"), {
            self.first.id: "above_run_cap", second.id: "above_run_cap",
            third.id: "above_run_cap"})

    def test_a_smaller_one_behind_a_large_one_still_fits(self):
        self.settings.sudo().cap_per_run = 120
        self.first, second, third = self.make_due(), self.make_due(), self.make_due(amount=20)
        self.assertEqual(self.reasons(), {
            self.first.id: "collect", second.id: "above_run_cap", third.id: "collect"})

    def test_what_was_put_back_after_a_restore_counts(self):
        attempt = self.prepared()
        attempt.origin = "restore"
        self.env["quittance.cap.use"]._count_adopted(attempt)
        used = self.env["quittance.cap.use"]._used(
            self.cr, self.company, self.settings._today())
        self.assertEqual((used["day"], used["unreleased"]), (100, 0))

    def test_a_changed_cap_is_logged_with_its_supervisor(self):
        self.settings.with_user(self.supervisor).write({"cap_per_day": 300, "release_above": 50})
        entry = self.log_of("limits")[0]
        self.assertIn("cap_per_day = 300", entry.detail)
        self.assertEqual(entry.by, self.supervisor)
        self.assertEqual(entry.at.date(), fields.Date.today())
