"""All that is wrong with a row is kept, and one thing put right never hides another."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase

NO_PRICE = "The row has no price that can be read. Ask the supplier for it."
BAD_DATE = "'31/02/2026' is no day written as DD/MM/YYYY."
TWO_READINGS = "12 × 3 is 36.00, but the file says 35.00."


@tagged("post_install", "-at_install")
class TestLineProblems(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["quittance.profile"].create(
            {"name": "monthly", "supplier_id": cls.supplier.id, "period_rule": "filename"})

    def wrong(self, row, ticket, *problems, **changes):
        """A LINE with these (code, reason), the gravest first."""
        (code, reason), *further = problems
        return self.line(row, ticket, **{
            "state": "quarantine", "reason_code": code, "reason": reason,
            "further": [{"code": one, "reason": said} for one, said in further], **changes})

    def contract(self, price):
        return self.env["quittance.contract.price"].with_user(self.accountant).create(
            {"product_id": self.washing.id, "price": price})

    def no_price(self, row, ticket, *further):
        return {**self.wrong(row, ticket, ("price_missing", NO_PRICE), *further),
                "price": "", "amount": ""}

    def test_every_problem_is_said_the_gravest_first(self):
        self.import_file([self.wrong(
            1, "A1", ("date_unreadable", BAD_DATE), ("amount_mismatch", TWO_READINGS))])
        line = self.stored("A1")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "date_unreadable"))
        self.assertEqual(line.reason, f"{BAD_DATE}\n{TWO_READINGS}")
        self.assertEqual([one["code"] for one in line.problems],
                         ["date_unreadable", "amount_mismatch"])

    def test_the_contracts_price_does_not_hide_a_date_that_cannot_be_read(self):
        self.profile.price_rule = "contract"
        self.contract(5)
        self.import_file([self.no_price(1, "A1", ("date_unreadable", BAD_DATE)),
                          self.no_price(2, "A2")])
        held = self.stored("A1")
        self.assertEqual((held.state, held.reason_code, held.reason),
                         ("quarantine", "date_unreadable", BAD_DATE))
        self.assertEqual(self.stored("A2").state, "billable")
        held.with_user(self.accountant).action_check_again()
        self.assertEqual(held.state, "quarantine")
        with self.assertRaises(UserError):
            held.with_user(self.accountant).action_accept()

    def test_an_alias_puts_right_the_client_alone(self):
        self.import_file([
            self.wrong(1, "A1", ("unknown_client", "No client has the code 'X9'."),
                       ("unknown_service", "No service is known as 'Z'."),
                       client_code="X9", client_id=0, service_code="Z", service_id=0),
            self.wrong(2, "A2", ("amount_mismatch", TWO_READINGS),
                       ("unknown_client", "No client has the code 'X9'."),
                       client_code="X9", client_id=0)])
        self.env["quittance.client.alias"].with_user(self.accountant).create(
            {"supplier_id": self.supplier.id, "code": "X9", "client_id": self.villa.id})
        line = self.stored("A1")
        self.assertEqual((line.state, line.client_id, line.reason_code, line.reason),
                         ("quarantine", self.villa, "unknown_service",
                          "No service is known as 'Z'."))
        line = self.stored("A2")
        self.assertEqual((line.state, line.client_id, line.reason),
                         ("quarantine", self.villa, TWO_READINGS))

    def test_a_client_that_is_unknown_is_asked_for_where_the_contract_has_the_price(self):
        self.profile.price_rule = "contract"
        self.contract(5)
        self.import_file([{
            **self.no_price(1, "A1", ("unknown_client", "No client has the code 'X9'.")),
            "client_code": "X9", "client_id": 0}])
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "unknown_client")
        line.with_user(self.accountant)._accept_as(self.villa)
        self.assertEqual((line.state, line.client_id), ("billable", self.villa))

    def test_a_decided_conflict_does_not_bill_what_could_not_be_read(self):
        self.import_file([self.line(1, "A1", price="3.00")])
        self.import_file([self.wrong(1, "A1", ("amount_mismatch", TWO_READINGS), price="4.00")])
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "ticket_conflict")
        self.assertIn(TWO_READINGS, line.reason)
        with self.assertRaisesRegex(UserError, "but the file says"):
            line.with_user(self.accountant).action_bill_conflict()
        self.assertEqual(line.state, "quarantine")

    def test_the_supplier_is_told_each_of_them_under_its_own_head(self):
        file, answer = self.import_file([self.wrong(
            1, "A1", ("date_unreadable", BAD_DATE), ("amount_mismatch", TWO_READINGS)),
            self.wrong(2, "A2", ("amount_mismatch", TWO_READINGS))])
        self.assertEqual([(one["row"], one["code"]) for one in answer["supplier"]["problems"]],
                         [(1, "amount_mismatch"), (1, "date_unreadable"), (2, "amount_mismatch")])
        counts = {one["code"]: one["count"] for one in file._supplier_problems()}
        self.assertEqual(counts, {"date_unreadable": 1, "amount_mismatch": 2})

    def test_all_that_odoo_finds_is_seen_before_a_person_accepts(self):
        self.profile.write({"price_rule": "checked"})
        self.contract("10.00")
        self.env["quittance.settings"]._for_company(self.company).outside_period = "hold"
        self.import_file([self.line(1, "A1", price="15.00", date="2026-08-05")])
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "price_off_contract")
        self.assertIn("2026-08-05", line.reason)
        line.with_user(self.accountant).action_accept()
        self.assertEqual(line.state, "billable")
