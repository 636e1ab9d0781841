"""Who has sent what, who is late, and that the accountants are told once."""

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestSupplierMonth(BillingCase):
    def setUp(self):
        super().setUp()
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main"})
        self.env.cr.execute("UPDATE quittance_profile SET create_date = '2026-09-15'"
                            " WHERE supplier_id = %s", [self.supplier.id])
        self.supplier.quittance_file_day = 5
        self.late = self.env["quittance.late.file"]

    def month(self, period):
        months = self.env["quittance.supplier.month"]
        self.env.flush_all()
        months.invalidate_model()
        return months.search([("supplier_id", "=", self.supplier.id), ("period", "=", period)])

    def activities(self):
        self.supplier.invalidate_recordset(["activity_ids"])
        return self.supplier.activity_ids.filtered(
            lambda one: one.user_id == self.accountant and "2026-10" in (one.summary or ""))

    @freeze_time("2026-11-05 12:00:00")
    def test_before_and_on_the_day_a_file_is_expected(self):
        self.assertEqual((self.month("2026-10").state, self.month("2026-10").days_late),
                         ("expected", 0))
        self.assertEqual(self.month("2026-09").state, "late")
        self.assertFalse(self.month("2026-08"), "before the supplier was known")

    @freeze_time("2026-11-08 12:00:00")
    def test_pa24_a_file_that_did_not_come_is_told_once_and_ended_when_it_comes(self):
        month = self.month("2026-10")
        self.assertEqual((month.state, month.days_late, str(month.expected_on)),
                         ("late", 3, "2026-11-05"))
        self.late._cron_late_files()
        self.late._cron_late_files()
        self.assertEqual(len(self.activities()), 1)
        self.import_file([self.line(2, "A1", price="12.50")])
        self.assertEqual(self.month("2026-10").state, "received")
        self.late._cron_late_files()
        self.assertFalse(self.activities(), "it came")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_month_shows_what_came_and_the_month_before(self):
        self.import_file([self.line(2, "S1", price="40.00", period="2026-09", date="2026-09-05")],
                         period="2026-09")
        self.import_file([self.line(2, "A1", price="12.50"),
                          self.unknown_client(3, "A2", "NOBODY")])
        month = self.month("2026-10")
        self.assertEqual((month.file_count, month.line_count, month.waiting), (1, 2, 1))
        self.assertEqual((round(month.amount, 2), round(month.amount_before, 2)), (22.50, 40.00))
        self.assertEqual(month.action_files()["res_model"], "quittance.file")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_refused_file_is_a_trouble_and_not_a_silence(self):
        opened = self.open_file()
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message="cut off")
        self.assertEqual(self.month("2026-10").state, "trouble")

    def test_the_day_is_one_that_every_month_has(self):
        with self.assertRaises(ValidationError):
            self.supplier.quittance_file_day = 31
