"""From an invoice line to the row of the file that it came from, and back."""

import json
import re

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestOrigin(BillingCase):
    def setUp(self):
        super().setUp()
        self.lines = [
            self.line(row, f"A{row}", raw=json.dumps([f"A{row}", "TST-1", f"<b>{row}</b>"]))
            for row in (2, 3, 5, 6, 7, 8)]
        opened = self.open_file()
        self.file = self.env["quittance.file"].browse(opened["file_id"])
        self.rpc("lines_put", file_id=self.file.id, lines=self.lines)
        self.close_file(self.file.id, self.lines, headers=["Ticket", "Client", ""])
        self.draft()
        self.move = self.month_of().move_id

    def rows(self, line):
        """[[cells]] of the table."""
        return [re.findall(r"<t[dh]>(?:<a [^>]+>)?(.*?)(?:</a>)?</t[dh]>", row)
                for row in re.findall(r"<tr.*?</tr>", line.with_context(lang="en_US").origin)]

    def test_one_click_leads_from_the_invoice_line_to_the_row_and_back(self):
        item = self.stored("A5").invoice_line_id.with_user(self.accountant)
        action = item.action_quittance_service()
        line = self.env[action["res_model"]].with_user(self.accountant).browse(action["res_id"])
        self.assertEqual((line.file_id, line.row), (self.file, 5))
        self.assertEqual(self.rows(line), [
            ["Row", "Ticket", "Client", "3"],
            ["2", "A2", "TST-1", "&lt;b&gt;2&lt;/b&gt;"],
            ["3", "A3", "TST-1", "&lt;b&gt;3&lt;/b&gt;"],
            ["5", "A5", "TST-1", "&lt;b&gt;5&lt;/b&gt;"],
            ["6", "A6", "TST-1", "&lt;b&gt;6&lt;/b&gt;"],
            ["7", "A7", "TST-1", "&lt;b&gt;7&lt;/b&gt;"]])
        self.assertIn("table-warning", line.origin.split("A5")[0].rsplit("<tr", 1)[1])
        self.assertEqual(line.invoice_line_id, item)
        self.assertEqual(line.action_open_invoice()["res_id"], self.move.id)

    def test_the_first_and_the_last_row_have_fewer_neighbours(self):
        self.assertEqual([row[0] for row in self.rows(self.stored("A2"))], ["Row", "2", "3", "5"])
        self.assertEqual([row[0] for row in self.rows(self.stored("A8"))], ["Row", "6", "7", "8"])

    def test_a_row_that_was_not_kept_shows_nothing(self):
        file, _answer = self.import_file([self.line(1, "B1")])
        self.assertFalse(file.line_ids.origin)

    def test_a_row_cut_off_shows_no_cells_but_its_number(self):
        line = self.stored("A5")
        line.raw = line.raw[:9]
        self.assertEqual([row[0] for row in self.rows(line)], ["Row", "2", "3", "5", "6", "7"])

    def test_an_invoice_leads_to_its_files_and_a_file_to_its_invoices(self):
        self.assertEqual(self.move.quittance_file_count, 1)
        move = self.move.with_user(self.accountant)
        self.assertEqual(move.action_quittance_files()["res_id"], self.file.id)
        other, _answer = self.import_file([self.line(1, "B1")])
        self.draft()
        self.assertEqual(move.action_quittance_files()["domain"],
                         [("id", "in", (self.file | other).ids)])
        self.assertEqual(self.file.invoice_count, 1)
        found = self.env["account.move"].search(
            self.file.with_user(self.accountant).action_invoices()["domain"])
        self.assertEqual(found, self.move)

    def test_only_the_accountant_group_follows_it(self):
        billing = self._make_user("q-billing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.move.with_user(billing).action_quittance_files()
        with self.assertRaises(AccessError):
            self.stored("A5").invoice_line_id.with_user(billing).action_quittance_service()
        with self.assertRaises(AccessError):
            self.stored("A5").with_user(billing).read(["origin"])
