"""Who has sent what, who is late, and that the accountants are told once."""

import hashlib

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
        with freeze_time("2026-10-15 12:00:00"):
            self.supplier.quittance_file_day = 5
            self.env.flush_all()
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
    def test_its_sum_is_what_was_delivered_in_the_company_s_currency(self):
        self.import_file([self.line(2, "A1", price="12.50"),
                          self.unknown_client(3, "A2", "NOBODY"), self.line(4, "A3")])
        lines = self.env["quittance.line"].search([("supplier_id", "=", self.supplier.id)])
        lines.filtered(lambda line: line.state == "quarantine")._reject("not ours")
        other = lines.filtered(lambda line: line.row == 4)
        self.env.flush_all()
        self.env.cr.execute("UPDATE quittance_line SET currency_id = %s WHERE id = %s",
                            [self.env.ref("base.CHF").id, other.id])
        month = self.month("2026-10")
        self.assertEqual((round(month.amount, 2), month.line_count), (12.50, 3))
        self.assertEqual(month.other_sums, f"CHF {other.amount:.2f}")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_refused_file_is_a_trouble_and_not_a_silence(self):
        opened = self.open_file()
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message="cut off")
        self.assertEqual(self.month("2026-10").state, "trouble")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_file_that_cannot_be_read_is_told_of_and_does_not_count_as_come(self):
        self.late._cron_late_files()
        opened = self.open_file()
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message="cut off")
        self.late._cron_late_files()
        self.assertEqual(len(self.activities()), 1)
        self.assertEqual(self.month("2026-10").days_late, 3)

    @freeze_time("2026-11-08 12:00:00")
    def test_a_file_that_was_withdrawn_is_missing_again(self):
        self.late._cron_late_files()
        file, _closed = self.import_file([self.line(2, "A1", price="12.50")])
        self.late._cron_late_files()
        self.assertFalse(self.activities())
        file.sudo().state = "withdrawn"
        self.assertEqual(self.month("2026-10").state, "late")
        self.late._cron_late_files()
        self.assertEqual(len(self.activities()), 1, "told again")

    @freeze_time("2026-11-08 12:00:00")
    def test_pa24_a_file_that_brings_nothing_new_is_no_file_of_the_month(self):
        old = [self.line(2, "S1", period="2026-09", date="2026-09-05")]
        self.import_file(old, period="2026-09")
        self.late._cron_late_files()
        again, _closed = self.import_file(
            [{**old[0], "period": "2026-10"}], period="2026-10")
        self.assertEqual(again.line_ids.state, "superseded")
        self.assertEqual((self.month("2026-10").state, self.month("2026-10").days_late),
                         ("late", 3))
        self.late._cron_late_files()
        self.assertEqual(len(self.activities()), 1, "it has not come")

    @freeze_time("2026-11-08 12:00:00")
    def test_pa24_a_file_that_is_not_billed_as_its_rows_came_already_is_none_either(self):
        def rows(period):
            return [self.line(row, "", key=f"f1{period}{row}", price=f"1{row}.00")
                    for row in range(2, 6)]

        with freeze_time("2026-10-28 12:00:00"):
            first, _closed = self.import_file(rows("a"))
        again, _closed = self.import_file(rows("b"))
        self.assertEqual(again.question, "repeats")
        again.with_user(self.accountant)._decide_not("sent twice")
        first.sudo().state = "withdrawn"
        self.assertEqual(self.month("2026-10").state, "late")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_file_of_which_a_person_rejected_each_line_has_come(self):
        file, _closed = self.import_file([self.unknown_client(2, "A1", "NOBODY"),
                                          self.unknown_client(3, "A2", "NOBODY")])
        file.line_ids.with_user(self.accountant)._reject("not ours")
        self.assertEqual(self.month("2026-10").state, "received")

    @freeze_time("2026-11-08 12:00:00")
    def test_no_two_months_share_an_id(self):
        """Two of this supplier's that would, by 28 bits of a hash."""
        seen, pair = {}, ()
        for period in (f"{year}-{month:02}" for year in range(1000, 10000) for month in range(1, 13)):
            known = f"{self.company.id}/{self.supplier.id}/{period}"
            digest = hashlib.md5(known.encode()).hexdigest()[:7]
            pair = pair or (digest in seen and (seen[digest], period)) or ()
            seen[digest] = period
        self.assertTrue(pair)
        for period in pair:
            self.import_file([self.line(2, period, period=period, date=f"{period}-05")],
                             period=period)
        months = [self.month(period) for period in pair]
        self.assertEqual([(len(month), month.period) for month in months],
                         [(1, period) for period in pair])
        self.assertEqual(len(set(months[0].ids + months[1].ids)), 2)

    def test_one_stray_date_of_the_next_month_does_not_bring_that_month(self):
        with freeze_time("2026-10-03 12:00:00"):
            lines = [self.line(row, f"S{row}", period="2026-09", date="2026-09-05")
                     for row in range(2, 5)]
            lines.append(self.line(5, "S5", period="2026-10", date="2026-10-01"))
            file, _closed = self.import_file(lines, period="")
            self.env.cr.execute("UPDATE quittance_file SET create_date = '2026-10-03'"
                                " WHERE id = %s", [file.id])
        with freeze_time("2026-11-08 12:00:00"):
            self.assertEqual(self.month("2026-10").state, "late")
            self.assertEqual(self.month("2026-10").line_count, 1)
            self.assertEqual(self.month("2026-09").state, "received")

    @freeze_time("2026-11-08 12:00:00")
    def test_a_line_without_a_month_waits_in_its_files_month(self):
        line = {**self.unknown_client(3, "A2", "NOBODY"), "period": "", "date": "",
                "reason_code": "date_missing", "reason": "The row has no date."}
        self.import_file([self.line(2, "A1", price="12.50"), line])
        month = self.month("2026-10")
        self.assertEqual((month.line_count, month.waiting), (2, 1))

    @freeze_time("2026-11-08 12:00:00")
    def test_an_unread_file_without_a_month_is_among_the_files_of_its_month(self):
        opened = self.open_file(period="")
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message="cut off")
        self.env.cr.execute("UPDATE quittance_file SET create_date = '2026-11-08'")
        month = self.month("2026-10")
        self.assertEqual(month.unread_count, 1)
        found = self.env["quittance.file"].search(month.action_files()["domain"])
        self.assertEqual(found.ids, [opened["file_id"]])

    @freeze_time("2026-11-08 12:00:00")
    def test_a_sum_is_held_against_the_median_of_the_three_months_before(self):
        for period, price in (("2026-07", "40.00"), ("2026-08", "44.00"), ("2026-09", "400.00"),
                              ("2026-10", "12.50")):
            self.import_file([self.line(2, period, price=price, period=period,
                                        date=f"{period}-05")], period=period)
        month = self.month("2026-10")
        self.assertEqual((round(month.amount_usual, 2), month.unusual), (44.0, True))
        self.assertFalse(self.month("2026-08").unusual)

    @freeze_time("2026-11-08 12:00:00")
    def test_months_before_the_day_was_agreed_are_not_missed(self):
        self.supplier.quittance_file_day = 0
        self.env.flush_all()
        self.supplier.quittance_file_day = 6
        self.assertEqual(self.month("2026-10").state, "late")
        self.assertFalse(self.month("2026-09"))

    def test_the_day_is_one_that_every_month_has(self):
        with self.assertRaises(ValidationError):
            self.supplier.quittance_file_day = 31
