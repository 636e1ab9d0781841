"""A file's problems as CSV: for its supplier, and for accountants."""

import csv
import io

from odoo.tests import tagged

from ..models.file_problems import harmless
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestFileProblems(PortalCase):
    def setUp(self):
        super().setUp()
        self.file = self.go_in(self.sender).sent("Octobre.csv")

    def unknown(self, row, code):
        return self.line(row, f"p-{row}", client=self.env["res.partner"], client_code=code,
                         client_id=0, state="quarantine", reason_code="unknown_client",
                         reason=f"No client has the code '{code}'.")

    def table(self, path="", separator=","):
        answer = self.url_open(path or f"/my/service-files/{self.file.id}/problems")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"\xef\xbb\xbf"), "Excel knows it for UTF-8")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("text/csv", answer.headers["Content-Type"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")),
                               delimiter=separator))

    def test_a_supplier_has_every_row_and_the_page_the_way_there(self):
        self.read(self.file, [self.unknown(row, f"NO-{row}") for row in range(2, 62)])
        page = self.page(f"/{self.file.id}").text
        self.assertIn(f"/my/service-files/{self.file.id}/problems", page)
        self.assertNotIn("Row 61", page, "the page itself shows fifty of a kind")
        head, *rows = self.table()
        self.assertEqual(head, ["Row", "Column", "Problem", "What to do"])
        self.assertEqual([row[0] for row in rows], [str(row) for row in range(2, 62)])
        self.assertEqual(rows[-1][1:3], [
            "Villa", "The client's code is not known. The file says 'NO-61'."])
        self.assertIn("Compare the code", rows[0][3])

    def test_it_is_in_the_readers_language_with_that_languages_separator(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.sender.lang = "fr_FR"
        self.go_in(self.sender).read(self.file, [self.unknown(2, "NO-2")])
        self.url_open("/my/service-files")
        head, row = self.table(separator=";")
        self.assertEqual((len(head), row[0]), (4, "2"))

    def test_what_a_spreadsheet_would_run_is_text(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"):
            self.assertEqual(harmless(text), f"'{text}")
        self.assertEqual((harmless("Villa"), harmless(""), harmless(12)), ("Villa", "", "12"))
        self.supplier_profile_calls_it("=HYPERLINK(0)")
        self.read(self.file, [self.unknown(2, "=cmd|' /C calc'!A0")])
        cells = [cell for row in self.table() for cell in row]
        self.assertIn("'=HYPERLINK(0)", cells)
        self.assertFalse([cell for cell in cells if cell[:1] in ("=", "+", "-", "@")])

    def supplier_profile_calls_it(self, name):
        self.env["quittance.profile"].search(
            [("supplier_id", "=", self.supplier.id)]).column_client = name

    def test_nobody_else_has_it(self):
        self.read(self.file, [self.unknown(2, "NO-2")])
        paths = (f"/my/service-files/{self.file.id}/problems",
                 f"/quittance/files/{self.file.id}/problems")
        for user, path in ((self.other_sender, paths[0]), (self.portal_client, paths[0]),
                           (self.sender, paths[1]), (self.employee, paths[1])):
            self.go_in(user)
            self.assertEqual(self.url_open(path).status_code, 404, (user.login, path))

    def test_accountants_have_their_own_words_and_the_suggestion(self):
        secret = "The unit price is 10, usually 99.90 (median of 12 earlier lines)."
        self.read(self.file, [
            self.line(2, "a-2", state="quarantine", reason_code="price_unusual", reason=secret),
            {**self.unknown(3, "NO-3"), "suggestion": "TST-1"}])
        self.assertTrue(self.file.has_problems)
        action = self.file.with_user(self.accountant).action_problems()
        self.go_in(self.accountant)
        _head, first, second = self.table(action["url"])
        self.assertEqual(first[0], "2")
        self.assertIn("99.90", first[2])
        self.assertEqual(second[2], "No client has the code 'NO-3'. Suggestion: TST-1")

    def test_a_refused_file_says_why(self):
        self.refuse(self.file, "header_missing", "column 'Villa' of ACME's profile")
        _head, row = self.table()
        self.assertIn("Columns are missing", row[2])
        self.assertNotIn("ACME", row[2])
