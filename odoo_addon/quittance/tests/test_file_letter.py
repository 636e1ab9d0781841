"""The letter to a supplier about the problems of its file."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .mail_common import MailCase
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestFileLetter(PortalCase, MailCase):
    def setUp(self):
        super().setUp()
        self.sender.partner_id.email = "anne@laundry.example"
        self.supplier.quittance_write_problems = True
        self.file = self.go_in(self.sender).sent("October.csv")

    def unknown(self, row, code):
        return self.line(row, f"p-{row}", client=self.env["res.partner"], client_code=code,
                         client_id=0, state="quarantine", reason_code="unknown_client",
                         reason=f"No client has the code '{code}'.")

    def letters(self, file):
        return file.message_ids.filtered(lambda one: one.message_type == "comment")

    def test_who_sent_a_file_with_problems_is_written_to(self):
        self.read(self.file, [self.unknown(2, "NO-2"), self.line(3, "p-3")])
        letter = self.letters(self.file)
        self.assertEqual(letter.partner_ids, self.sender.partner_id)
        self.assertEqual(letter.subject, "Your file October.csv")
        self.assertIn("The client's code is not known", letter.body.replace("&#39;", "'"))
        self.assertIn("Row 2, column Villa: The file says 'NO-2'.",
                      letter.body.replace("&#39;", "'"))
        self.assertIn("Compare the code", letter.body)
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", letter.id)])
        self.assertEqual(mail.recipient_ids, self.sender.partner_id, "it is queued")
        self.assertTrue(self.file.letter_on)

    def test_it_says_nothing_but_what_the_portal_does(self):
        secret = "The unit price is 10, usually 99.90 (median of 12 earlier lines)."
        self.read(self.file, [
            self.line(2, "a-2", state="quarantine", reason_code="price_unusual", reason=secret),
            {**self.unknown(3, "NO-3"), "suggestion": "TST-1"}])
        body = self.letters(self.file).body
        self.assertIn("The price is unusual", body)
        for hidden in ("99.90", "TST-1", "Villa Test"):
            self.assertNotIn(hidden, body)

    def test_it_is_bounded_and_the_rest_is_counted(self):
        self.read(self.file, [self.unknown(row, f"NO-{row}") for row in range(2, 62)])
        body = self.letters(self.file).body
        self.assertIn("Row 21,", body)
        self.assertNotIn("Row 22,", body)
        self.assertIn("And 40 more rows of the same kind.", body)

    def test_a_file_is_written_about_once(self):
        self.read(self.file, [self.unknown(2, "NO-2")])
        self.close_file(self.file.id, [self.unknown(2, "NO-2")])
        self.file._write_by_itself()
        self.assertEqual(len(self.letters(self.file)), 1)
        self.assertFalse(self.env["quittance.file.letter"]._take_turn(self.file, "x@y.example"))

    def test_a_refused_file_is_written_about_and_not_again_once_it_is_read(self):
        self.refuse(self.file, "header_missing", "column 'Villa' of ACME's profile")
        letter = self.letters(self.file)
        self.assertIn("Columns are missing", letter.body)
        self.assertNotIn("ACME", letter.body)
        self.file.with_user(self.accountant).action_read_again()
        self.read(self.file, [self.unknown(2, "NO-2")])
        self.assertEqual(self.letters(self.file), letter)

    def test_nothing_is_written_where_the_supplier_can_do_nothing(self):
        quiet = (
            ("a good file", self.file, [self.line(2, "p-2")]),
            ("what we have to settle", self.sent("b.csv", b"b"), [
                self.line(2, "q-2", state="quarantine", reason_code="contract_missing",
                          reason="")]),
        )
        for what, file, lines in quiet:
            self.read(file, lines)
            self.assertFalse(self.letters(file), what)
        waits = self.sent("c.csv", b"c")
        self.refuse(waits, "profile")
        self.assertFalse(self.letters(waits))

    def test_nothing_is_written_unasked_or_about_what_we_brought_ourselves(self):
        self.file.sudo().channel = "cli"
        self.read(self.file, [self.unknown(2, "NO-2")])
        self.assertFalse(self.letters(self.file))
        self.supplier.quittance_write_problems = False
        other = self.sent("b.csv", b"b")
        self.read(other, [self.unknown(2, "NO-2")])
        self.assertFalse(self.letters(other))

    def test_a_supplier_without_an_address_is_told_of_on_the_file(self):
        contacts = self.env["res.partner"].search([("id", "child_of", self.supplier.ids)])
        contacts.email = False
        self.read(self.file, [self.unknown(2, "NO-2")])
        self.assertFalse(self.letters(self.file))
        self.assertIn("no e-mail address", self.file.message_ids[:1].body)

    def test_it_is_in_the_suppliers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        self.supplier.lang = "fr_FR"
        self.read(self.file, [self.unknown(2, "NO-2")])
        letter = self.letters(self.file)
        self.assertEqual(letter.subject, "Votre fichier October.csv")
        self.assertIn("Ligne 2, colonne Villa", letter.body)

    def test_an_accountant_finds_the_letter_ready(self):
        self.supplier.quittance_write_problems = False
        self.read(self.file, [self.unknown(2, "NO-2")])
        file = self.file.with_user(self.accountant)
        context = file.action_write_to_supplier()["context"]
        self.assertEqual(context["default_partner_ids"], self.sender.partner_id.ids)
        composer = self.env["mail.compose.message"].with_user(self.accountant).with_context(
            **context).create({})
        composer.action_send_mail()
        letter = self.letters(self.file)
        self.assertEqual(letter.partner_ids, self.sender.partner_id)
        self.assertIn("NO-2", letter.body)
        self.assertEqual(letter.author_id, self.accountant.partner_id)

    def test_the_button_is_the_accountants(self):
        self.read(self.file, [self.unknown(2, "NO-2")])
        with self.assertRaises(AccessError):
            self.file.with_user(self.employee).action_write_to_supplier()
