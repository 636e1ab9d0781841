"""What is unusual waits for a person, with the figures; what is usual goes through."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestLineReview(BillingCase):
    def earlier(self, *lines, month="2026-09"):
        """A file of September that was billed without a question."""
        made = [self.line(row, f"{month}-{self.serial}-{row}", date=f"{month}-15", period=month,
                          **line) for row, line in enumerate(lines, start=1)]
        self.import_file(made, period=month)

    def test_ten_times_the_usual_quantity_is_asked_about(self):
        self.earlier({"quantity": "2"}, {"quantity": "3"}, {"quantity": "9"})
        self.import_file([self.line(1, "A1", quantity="30", amount="300.00"),
                          self.line(2, "A2", quantity="29.9", amount="299.00")])
        asked, fine = self.stored("A1"), self.stored("A2")
        self.assertEqual((asked.state, asked.reason_code), ("quarantine", "quantity_unusual"))
        self.assertIn("The quantity is 30, usually 3 (median of 3 earlier lines).", asked.reason)
        self.assertEqual(fine.state, "billable")

    def test_two_earlier_lines_are_no_history(self):
        self.earlier({}, {})
        self.import_file([self.line(1, "A1", quantity="500")])
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_few_lines_of_other_clients_are_no_history(self):
        self.earlier({}, {}, {})
        self.import_file([self.line(1, "A1", quantity="500", client=self.chalet)])
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_new_client_is_held_against_what_others_have_of_that_service(self):
        self.earlier(*({"quantity": str(number)} for number in range(1, 11)))
        self.import_file([
            self.line(1, "A1", quantity="500", client=self.chalet),
            self.line(2, "A2", quantity="49", client=self.chalet),
            self.line(3, "A3", price="35.00", client=self.chalet),
            self.line(4, "A4", price="25.00", client=self.chalet)])
        self.assertEqual([self.stored(f"A{n}").reason_code for n in range(1, 5)],
                         ["quantity_unusual", False, "price_unusual", False])
        self.assertIn("The quantity is 500; for other clients it is usually 5 and at most 10 "
                      "(median of 10 earlier lines).", self.stored("A1").reason)
        self.assertIn("The amount is 5000.00; for other clients", self.stored("A1").reason)

    def test_what_others_have_does_not_count_once_the_client_has_a_history(self):
        self.earlier(*({"quantity": "1"} for _number in range(10)))
        self.earlier(*({"quantity": "40", "client": self.chalet} for _number in range(3)),
                     month="2026-08")
        self.import_file([self.line(1, "A1", quantity="50", client=self.chalet)])
        self.assertEqual(self.stored("A1").state, "billable")

    def test_another_suppliers_or_services_lines_are_no_history_of_a_new_client(self):
        other = self.env["product.product"].create(
            {"name": "Ironing", "default_code": "TST-IRON", "type": "service"})
        self.earlier(*({"service_id": other.id} for _number in range(10)))
        self.import_file([self.line(1, "A1", quantity="500", client=self.chalet)])
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_price_far_from_the_last_ones_is_asked_about_both_ways(self):
        self.earlier({"price": "10.00"}, {"price": "10.00"}, {"price": "11.00"})
        self.import_file([
            self.line(1, "A1", price="30.00"), self.line(2, "A2", price="3.33"),
            self.line(3, "A3", price="29.99"), self.line(4, "A4", price="3.34")])
        self.assertEqual([self.stored(f"A{n}").reason_code for n in range(1, 5)],
                         ["price_unusual", "price_unusual", False, False])
        self.assertIn("The unit price is 30, usually 10", self.stored("A1").reason)

    def test_an_amount_above_all_earlier_ones_is_asked_about(self):
        self.settings.write({"review_quantity": 0, "review_price": 0})
        self.earlier({"price": "10.00"}, {"price": "20.00"}, {"price": "50.00"})
        self.import_file([self.line(1, "A1", price="200.00"), self.line(2, "A2", price="199.99")])
        self.assertEqual(self.stored("A1").reason_code, "amount_unusual")
        self.assertIn("200.00, usually 20.00 and at most 50.00 (3 earlier lines)",
                      self.stored("A1").reason)
        self.assertEqual(self.stored("A2").state, "billable")

    def test_a_credit_is_measured_by_its_size(self):
        self.earlier({}, {}, {})
        self.import_file([self.line(1, "A1", quantity="-10"), self.line(2, "A2", quantity="-9")])
        self.assertEqual([self.stored("A1").state, self.stored("A2").state],
                         ["quarantine", "billable"])

    def test_what_is_switched_off_is_not_looked_at(self):
        self.earlier({}, {}, {})
        self.settings.write({"review_quantity": 0, "review_price": 0, "review_amount": 0})
        self.import_file([self.line(1, "A1", quantity="999", price="99.00")])
        self.assertEqual(self.stored("A1").state, "billable")

    def test_several_findings_are_said_together_in_the_readers_language(self):
        self.earlier({}, {}, {})
        self.import_file([self.line(1, "A1", quantity="10", price="30.00")])
        line = self.stored("A1")
        self.assertEqual(len(line.reason.split("\n")), 3)
        shown = line.with_context(lang="en_US").reason_shown
        self.assertEqual(shown, line.reason.replace("\n", " "))

    def test_what_waits_or_was_rejected_is_no_history(self):
        self.earlier({"quantity": "1"}, {"quantity": "1"}, {"quantity": "1"})
        self.import_file([self.line(n, f"B{n}", quantity="40") for n in range(1, 6)])
        self.import_file([self.line(1, "A1", quantity="40")])
        self.assertIn("usually 1 (median of 3", self.stored("A1").reason)

    def judged(self, month):
        """The reason code of ten times the usual that comes for that month."""
        self.import_file([self.line(1, f"J{month}", quantity="10", date=f"{month}-05",
                                    period=month)], period=month)
        return self.stored(f"J{month}").reason_code

    def test_six_months_before_are_the_history_and_later_ones_never(self):
        self.earlier({}, {}, {}, month="2026-04")
        self.assertFalse(self.judged("2026-03"), "April is later")
        self.assertFalse(self.judged("2026-11"), "April is seven months before")
        self.assertEqual(self.judged("2026-10"), "quantity_unusual")

    def test_what_came_before_for_the_same_month_is_history(self):
        self.earlier({}, {}, {}, month="2026-04")
        self.assertEqual(self.judged("2026-04"), "quantity_unusual")

    def test_each_line_is_held_against_its_own_months(self):
        self.earlier({}, {}, {}, month="2026-03")
        self.import_file([
            self.line(1, "A9", quantity="10", date="2026-09-05", period="2026-09"),
            self.line(2, "A10", quantity="10")], period="")
        self.assertEqual([self.stored(one).reason_code for one in ("A9", "A10")],
                         ["quantity_unusual", False])

    # ------------------------------------------------------------------ billed as it is

    def test_an_accountant_bills_it_as_it_is_and_it_is_asked_once(self):
        self.earlier({}, {}, {})
        file, _answer = self.import_file([self.line(1, "A1", quantity="40")])
        line = self.stored("A1")
        with self.assertRaises(AccessError):
            line.with_user(self.employee).action_accept()
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, line.accepted_by), ("billable", self.accountant))
        self.assertTrue(line.accepted_at)
        self.assertIn("usually 1", line.message_ids[0].body)
        self.assertEqual(line.message_ids[0].author_id, self.accountant.partner_id)
        self.assertEqual({one.state: one.amount for one in file.total_ids}, {"billable": 400})

    def test_what_lacks_a_client_cannot_be_billed_as_it_is(self):
        self.import_file([self.unknown_client(1, "A1", "X9")])
        with self.assertRaises(UserError):
            self.stored("A1").with_user(self.accountant).action_accept()

    def test_a_line_that_gets_its_client_is_looked_at_then(self):
        self.earlier({}, {}, {})
        self.import_file([{**self.unknown_client(1, "A1", "TST-l"), "quantity": "40"}])
        self.env["quittance.client.alias"].with_user(self.accountant).create(
            {"supplier_id": self.supplier.id, "code": "TST-l", "client_id": self.villa.id})
        line = self.stored("A1")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "quantity_unusual"))
        self.assertEqual(line.client_id, self.villa)

    # ------------------------------------------------------------------ months

    def test_a_closed_month_is_billed_now_or_asked_about(self):
        self.earlier({})
        self.draft("2026-09")
        move = self.month_of(period="2026-09").move_id
        move.invoice_date = "2026-09-30"
        move.action_post()
        late = {"date": "2026-09-20", "period": "2026-09"}
        self.import_file([self.line(1, "L1", **late)], period="2026-09")
        self.assertEqual(self.stored("L1").state, "billable")
        self.settings.closed_month = "hold"
        self.import_file([self.line(1, "L2", **late), self.line(2, "L3")], period="")
        line = self.stored("L2")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "month_closed"))
        self.assertIn("2026-09 is out", line.reason)
        self.assertEqual(self.stored("L3").state, "billable")
        line.with_user(self.accountant).action_accept()
        self.assertEqual(line.state, "billable")

    def test_a_date_in_a_closed_month_is_asked_about_in_a_later_months_file(self):
        self.earlier({})
        self.draft("2026-09")
        move = self.month_of(period="2026-09").move_id
        move.invoice_date = "2026-09-30"
        move.action_post()
        self.settings.closed_month = "hold"
        self.import_file([self.line(1, "L1", date="2026-09-20"), self.line(2, "L2")])
        line = self.stored("L1")
        self.assertEqual((line.period, line.reason_code), ("2026-10", "month_closed"))
        self.assertIn("2026-09 is out", line.reason)
        self.assertEqual(self.stored("L2").state, "billable")

    def test_a_file_that_goes_by_dates_is_expected_to_be_of_the_last_months(self):
        self.settings.outside_period = "hold"
        with freeze_time("2026-11-03 12:00:00"):
            file, _closed = self.import_file([
                self.line(1, "D1", period="2026-10", date="2026-10-20"),
                self.line(2, "D2", period="2026-11", date="2026-11-01"),
                self.line(3, "D3", period="2062-10", date="2062-10-20")],
                period="", arrived="2026-11-03T12:00:00Z")
        self.assertEqual(file.line_ids.sorted("row").mapped("state"),
                         ["billable", "billable", "quarantine"])
        self.assertEqual(self.stored("D3").reason_code, "date_outside")
        self.assertIn("2062-10-20, the file of 2026-10", self.stored("D3").reason)

    def test_locked_books_are_a_closed_month(self):
        self.settings.closed_month = "hold"
        self.company.sudo().sale_lock_date = "2026-10-05"
        self.import_file([self.line(1, "A1"), self.line(2, "A2", date="2026-10-06")])
        self.assertEqual(self.stored("A1").reason_code, "month_closed")
        self.assertEqual(self.stored("A2").state, "billable")

    def test_a_date_outside_the_files_month_goes_by_its_date_or_is_asked_about(self):
        other = {"date": "2026-08-20"}  # of the file's month, as the connector sends it
        self.import_file([self.line(1, "A1", **other)])
        self.assertEqual(self.stored("A1").state, "billable")
        self.settings.outside_period = "hold"
        self.import_file([self.line(1, "A2", **other), self.line(2, "A3")])
        self.assertEqual(self.stored("A2").reason_code, "date_outside")
        self.assertIn("2026-08-20, the file of 2026-10", self.stored("A2").reason)
        self.assertEqual(self.stored("A3").state, "billable")

    def test_a_month_three_times_the_last_is_told_and_billed(self):
        self.earlier({"price": "10.00"}, {"price": "10.00", "client": self.chalet})
        file, _answer = self.import_file([
            self.line(1, "A1", price="15.00", quantity="2"),
            self.line(2, "A2", price="29.99", client=self.chalet)])
        self.assertEqual([(one["code"], one["message"]) for one in file.warnings],
                         [("month_unusual", "Villa One: 30.00 in 2026-10, after 10.00 in 2026-09.")])
        self.assertIn("30.00 in 2026-10", file.notes)
        self.assertEqual(self.stored("A1").state, "billable")
        self.draft()
        self.assertEqual(self.month_of().review_note, "30.00, after 10.00 in 2026-09.")
        self.assertFalse(self.month_of(self.chalet).review_note)
