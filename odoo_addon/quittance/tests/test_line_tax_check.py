"""A file's tax is held against the taxes that the invoice would have."""

from odoo import Command
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestLineTaxCheck(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.washing.taxes_id
        cls.reduced = cls.tax.copy({"name": "5.5% T", "amount": 5.5})

    def states(self, *rates):
        self.import_file([self.line(row, f"A{row}", tax_rate=rate)
                          for row, rate in enumerate(rates, 1)])
        return [self.stored(f"A{row}").state for row in range(1, len(rates) + 1)]

    def test_the_same_rate_goes_through_however_it_is_written(self):
        self.assertEqual(self.states("20", "20.00", "0.2", "", self.tax.name.upper()),
                         ["billable"] * 5)

    def test_another_rate_or_code_waits_and_both_are_shown(self):
        self.assertEqual(self.states("5.5", "0", "T2"), ["quarantine"] * 3)
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "tax_mismatch")
        self.assertEqual(
            line.reason, f"The file's tax is 5.5 %, the invoice's would be 20 % ({self.tax.name}).")
        self.assertIn("The file's tax is 'T2'", self.stored("A3").reason)

    def test_the_clients_fiscal_position_counts(self):
        position = self.env["account.fiscal.position"].create({"name": "Reduced here"})
        self.reduced.write({"fiscal_position_ids": [Command.link(position.id)],
                            "original_tax_ids": [Command.link(self.tax.id)]})
        self.villa.property_account_position_id = position
        self.assertEqual(self.states("5.5", "20"), ["billable", "quarantine"])
        self.assertIn("5.5 % (5.5% T)", self.stored("A2").reason)

    def test_several_taxes_count_together(self):
        self.washing.taxes_id = self.tax | self.reduced
        self.assertEqual(self.states("25.5", "20"), ["billable", "quarantine"])

    def test_a_service_without_tax_is_one_of_none(self):
        self.washing.taxes_id = False
        self.assertEqual(self.states("0", "20"), ["billable", "quarantine"])
        self.assertEqual(self.stored("A2").reason,
                         "The file's tax is 20 %, the invoice's would be 0 %.")

    def test_once_odoos_tax_is_put_right_the_line_goes_through(self):
        self.states("5.5")
        line = self.stored("A1").with_user(self.accountant)
        line.action_check_again()
        self.assertEqual(line.state, "quarantine")
        self.washing.taxes_id = self.reduced
        line.action_check_again()
        self.assertEqual(line.state, "billable")

    def test_a_person_may_bill_it_with_odoos_tax(self):
        self.states("5.5")
        line = self.stored("A1").with_user(self.accountant)
        self.assertTrue(line.may_accept)
        line.action_accept()
        self.draft()
        self.assertEqual(self.month_of().move_id.invoice_line_ids.tax_ids, self.tax)

    def test_where_odoo_cannot_tell_its_tax_the_line_waits(self):
        self.washing.categ_id = self.env["product.category"].create({"name": "No account"})
        self.washing.with_company(self.company).property_account_income_id = False
        self.env["ir.default"].set(
            "product.category", "property_account_income_categ_id", False,
            company_id=self.company.id)
        self.washing.categ_id.with_company(self.company).property_account_income_categ_id = False
        self.company.income_account_id = False
        self.assertEqual(self.states("20"), ["quarantine"])
        self.assertIn("cannot be told", self.stored("A1").reason)
