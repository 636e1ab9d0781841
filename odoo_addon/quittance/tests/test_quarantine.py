"""Quarantine: what is not known yet, and how it goes through."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestQuarantine(BillingCase):
    def test_an_accepted_suggestion_frees_all_lines_of_that_code(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l", "TST-1"), self.line(2, "A2")])
        self.import_file([self.unknown_client(1, "B1", "TST-l", "TST-1")])
        self.assertEqual(len(self.pages()["lines"]), 1)
        self.stored("A1").with_user(self.accountant).action_accept_suggestion()
        self.assertEqual(self.stored("A1").state, "billable")
        self.assertEqual(self.stored("B1").state, "billable")
        self.assertEqual(self.stored("B1").client_id, self.villa)
        self.assertIn("quarantine", self.stored("B1").message_ids[0].body)

    def test_without_suggestion_the_person_chooses(self):
        self.import_file([self.unknown_client(1, "A1", "X9")])
        action = self.stored("A1").with_user(self.accountant).action_accept_suggestion()
        self.assertEqual(action["res_model"], "quittance.client.alias")
        self.assertEqual(action["context"]["default_code"], "X9")

    def test_check_again_finds_a_client_that_was_entered_since(self):
        self.import_file([self.unknown_client(1, "A1", "NEW-1")])
        lines = self.stored("A1").with_user(self.accountant)
        lines.action_check_again()
        self.assertEqual(lines.state, "quarantine")
        self.env["res.partner"].create({"name": "New", "ref": "NEW-1"})
        lines.action_check_again()
        self.assertEqual(lines.state, "billable")

    def test_two_clients_of_the_same_code_are_not_guessed(self):
        self.import_file([self.unknown_client(1, "A1", "TWIN")])
        self.env["res.partner"].create([{"name": "a", "ref": "TWIN"}, {"name": "b", "ref": "TWIN"}])
        self.stored("A1").with_user(self.accountant).action_check_again()
        self.assertEqual(self.stored("A1").state, "quarantine")

    def test_a_line_with_two_unknowns_says_the_second(self):
        line = self.unknown_client(1, "A1", "NEW-2")
        self.import_file([{**line, "service_id": 0, "service_code": "NOPE"}])
        self.env["res.partner"].create({"name": "New", "ref": "NEW-2"})
        self.stored("A1").with_user(self.accountant).action_check_again()
        self.assertEqual(self.stored("A1").reason_code, "unknown_service")
        self.env["quittance.service.alias"].with_user(self.accountant).create(
            {"supplier_id": self.supplier.id, "code": "NOPE", "product_id": self.washing.id})
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_rejection_needs_a_reason_and_an_accountant(self):
        self.import_file([self.unknown_client(1, "A1", "X9")])
        line = self.stored("A1")
        action = line.with_user(self.accountant).action_reject()
        with self.assertRaises(UserError):
            self.decide(action, reason=" ")
        self.decide(action, reason="a test delivery")
        self.assertEqual((line.state, line.reason), ("rejected", "a test delivery"))
        with self.assertRaises(AccessError):
            line.with_user(self.employee).action_reject()

    def test_a_line_without_amount_is_counted_apart(self):
        bad = self.line(1, "A1", amount="", state="quarantine", reason_code="number_unreadable")
        file, answer = self.import_file([bad, self.line(2, "A2")])
        self.assertEqual(answer["unreadable"], 1)
        self.assertEqual(answer["amounts"], {"billable": "10.00", "quarantine": "0.00"})
        totals = {one.state: (one.line_count, one.unreadable) for one in file.total_ids}
        self.assertEqual(totals, {"billable": (1, 0), "quarantine": (1, 1)})
