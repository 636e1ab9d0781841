"""A row that a correction leaves as it is and that waits: with the earlier file, told on both."""

from odoo.tests import tagged

from .billing_common import BillingCase
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestFileUnchanged(BillingCase):
    def setUp(self):
        super().setUp()
        self.old, _answer = self.import_file(
            [self.line(1, "A1"), self.unknown_client(2, "A2", "NOBODY"),
             self.unknown_client(3, "A3", "NOBODY"), self.unknown_client(4, "A4", "OTHER")])
        self.new, _answer = self.import_file(
            [self.line(1, "A1", price="12.00"), self.unknown_client(2, "A2", "NOBODY"),
             self.line(3, "A3"), self.unknown_client(9, "A4", "OTHER")],
            replaces_sha256=self.old.sha256)

    def states(self, file):
        return {line.ticket: line.state for line in file.line_ids}

    def test_it_is_counted_once_and_both_files_sums_have_their_row(self):
        self.assertEqual(self.states(self.old), {
            "A1": "superseded", "A2": "quarantine", "A3": "superseded", "A4": "quarantine"})
        self.assertEqual(self.states(self.new), {
            "A1": "billable", "A2": "superseded", "A3": "billable", "A4": "superseded"})
        self.assertEqual((self.old.adds_up, self.new.adds_up), (True, True))
        self.assertEqual((self.old.amount, self.new.amount), (40, 42))
        waiting = self.rpc("quarantine", company_id=self.company.id)["sums"]
        mine = [one for one in waiting if one["currency"] == self.company.currency_id.name]
        self.assertEqual(mine[0]["lines"], self.env["quittance.line"].search_count(
            [("company_id", "=", self.company.id), ("state", "=", "quarantine")]))
        report = self.rpc("report", company_id=self.company.id, period="")
        self.assertTrue(report["invariants"]["I5"]["holds"], report["invariants"]["I5"])

    def test_the_accountant_comes_from_the_correction_to_what_waits(self):
        file = self.new.with_user(self.accountant)
        self.assertEqual((file.unchanged_count, self.old.unchanged_count), (2, 0))
        self.assertTrue(file.has_problems)
        found = self.env["quittance.line"].search(file.action_unchanged()["domain"])
        self.assertEqual(found, self.stored("A2", self.old) | self.stored("A4", self.old))
        table = file._own_problems_csv().decode()
        self.assertIn("OTHER", self.stored("A4", self.old).client_code)
        self.assertRegex(table, r"(?m)^9[;,]")

    def test_once_it_is_decided_nothing_is_said_any_more(self):
        self.decide(self.stored("A4", self.old).with_user(self.accountant).action_reject())
        self.env["quittance.client.alias"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "NOBODY",
            "client_id": self.chalet.id})
        self.assertEqual(self.stored("A2", self.old).state, "billable")
        self.env.invalidate_all()
        self.assertEqual((self.new.unchanged_count, self.new.has_problems), (0, False))
        self.assertEqual(sorted(one["amount"] for one in self.pages()["lines"]),
                         ["10.00", "10.00", "12.00"], "billed once")

    def test_a_correction_of_the_correction_still_says_it(self):
        third, _answer = self.import_file(
            [self.line(1, "A1", price="12.00"), self.unknown_client(2, "A2", "NOBODY")],
            replaces_sha256=self.new.sha256)
        self.assertEqual(third.unchanged_count, 1)
        self.assertEqual(self.stored("A4", self.old).state, "superseded", "it is gone")


@tagged("post_install", "-at_install")
class TestFileUnchangedPortal(PortalCase):
    def test_the_supplier_is_told_that_the_corrected_file_still_has_the_problem(self):
        def unknown(row):
            return self.unknown_client(row, "A2", "NOBODY") | {
                "reason": "No client has the code 'NOBODY'."}

        first = self.go_in(self.sender).sent("October.csv")
        self.read(first, [self.line(2, "A1"), unknown(3)])
        second = self.sent("October-2.csv", b"Villa;Prix\n1;2\n", corrects=first.id)
        self.read(second, [self.line(2, "A1", price="12.00"), unknown(7)])
        self.assertIn("1 of 2 lines are in order, 1 needs a look.",
                      second.with_context(lang="en_US")._supplier_state()["sentence"])
        problem, = second._supplier_problems()
        self.assertEqual((problem["code"], [row["row"] for row in problem["rows"]]),
                         ("unknown_client", [7]))
        figures = second._supplier_figures()
        self.assertEqual([figures[kind][0] for kind in ("accepted", "looked_at", "repeated")],
                         [1, 1, 0])
        self.assertEqual(figures["total"], (2, figures["accepted"][1] + figures["looked_at"][1]))
        page = self.page(f"/{second.id}").text
        self.assertIn("NOBODY", page)
