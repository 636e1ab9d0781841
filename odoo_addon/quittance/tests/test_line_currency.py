"""Lines in a currency that Odoo cannot bill in wait; nothing of their file is lost for it."""

from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestLineCurrency(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yen = cls.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", "JPY")])
        cls.yen.active = False

    def sent(self, currency, amount="10.00", **changes):
        file, answer = self.import_file([self.line(1, "A1", price=amount, currency=currency,
                                                   **changes)])
        self.assertEqual((answer["status"], file.adds_up), ("closed", True))
        return self.stored("A1")

    def test_an_inactive_currency_waits_until_it_is_active(self):
        line = self.sent("JPY", "1200.00")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "currency_unknown"))
        self.assertEqual(line.reason, "The currency JPY is not active in Odoo. Activate it, then "
                                      "check the line again.")
        self.yen.active = True
        line.with_user(self.accountant).action_check_again()
        self.assertEqual((line.state, line.currency_id), ("billable", self.yen))

    def test_an_unknown_currency_waits(self):
        line = self.sent("XQX")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "currency_unknown"))
        self.assertIn("no currency 'XQX'", line.reason)
        line.with_user(self.accountant).action_check_again()
        self.assertEqual((line.state, line.reason_code), ("quarantine", "currency_unknown"))

    def test_an_amount_finer_than_the_currencys_unit_waits(self):
        self.yen.active = True
        line = self.sent("JPY", "1200.50")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "number_unreadable"))
        self.assertEqual(
            line.reason, "The amount 1200.50 is finer than the smallest unit of JPY.")

    def test_what_the_client_pays_is_rounded_to_the_currencys_unit(self):
        self.yen.active = True
        self.env["quittance.profile"].create(
            {"name": "monthly", "supplier_id": self.supplier.id, "price_rule": "markup",
             "markup": "12.5", "currency": "JPY"})
        line = self.sent("JPY", "99.00")  # 111.375
        self.assertEqual((line.state, line.bill_amount), ("billable", 111))

    def test_a_unit_of_five_cents_is_kept_to(self):
        franc = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", "CHF")])
        franc.write({"active": True, "rounding": 0.05})
        self.env["quittance.profile"].create(
            {"name": "monthly", "supplier_id": self.supplier.id, "price_rule": "markup",
             "markup": "10", "currency": "CHF"})
        self.assertEqual(self.sent("CHF", "1.25").bill_amount, 1.40)  # 1.375

    def test_a_file_that_repeats_another_holds_only_what_can_be_billed(self):
        lines = [self.line(row, "", key=f"f1{row}", price=f"{row}.00") for row in range(1, 5)]
        self.import_file(lines)
        again = [{**line, "key": f"f1b{line['row']}"} for line in lines]
        again.append(self.line(5, "A5", currency="JPY"))
        file, _answer = self.import_file(again)
        self.assertEqual(file.question, "repeats")
        self.assertEqual(self.stored("A5").reason_code, "currency_unknown")
