"""A file's page: its sum is that of its lines, by what became of them, and its history."""

import re

from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestFileSum(BillingCase):
    def rows(self, file):
        """[[cells]] of the table, as English shows them."""
        table = file.with_context(lang="en_US").sum_table
        return [[re.sub(r"<[^>]+>", "", cell).replace(",", ".")
                 for cell in re.findall(r"<t[dh].*?</t[dh]>", row)]
                for row in re.findall(r"<tr.*?</tr>", table)]

    def test_every_state_is_in_one_group_and_they_add_up(self):
        lines = [self.line(1, "A1"), self.line(2, "A2", price="7.00"), self.line(3, "A1"),
                 self.unknown_client(4, "A4", "NOBODY"),
                 self.line(5, "A5", amount="", state="quarantine",
                           reason_code="number_unreadable")]
        file, _answer = self.import_file(lines)
        self.stored("A2")._reject("a present")
        self.draft()
        self.assertTrue(file.adds_up)
        self.assertEqual(self.rows(file)[1:], [
            ["Accepted", "1", "10.00", ""], ["Billed", "1", "10.00", ""],
            ["Quarantine", "2", "10.00", "1"],
            ["Rejected", "1", "7.00", ""], ["Rejected", "1", "7.00", ""],
            ["Superseded", "1", "10.00", ""],
            ["The file", "5", "37.00", "1"]])

    def test_a_difference_is_said(self):
        file, _answer = self.import_file([self.line(1, "A1")])
        self.env.flush_all()
        self.env.cr.execute("UPDATE quittance_line SET amount = 9.99 WHERE file_id = %s", [file.id])
        self.env.invalidate_all()
        self.assertFalse(file.adds_up)

    def test_its_history_says_what_was_read(self):
        self.company.partner_id.lang = "en_US"  # a history is in the company's language
        file, _answer = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        self.assertRegex(file.message_ids[0].body, "Read: 2 lines, 20[.,]00 together, 0 without")

    def test_a_file_that_corrects_nothing_shows_no_changes(self):
        file, _answer = self.import_file([self.line(1, "A1")])
        self.assertFalse(file.correction_summary)
        self.assertFalse(file.correction_proposal)
