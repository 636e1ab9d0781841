"""A letter to a supplier from its month: what is wrong with its files, or that one is missing."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@freeze_time("2026-11-08 12:00:00")
@tagged("post_install", "-at_install")
class TestSupplierMonthLetter(BillingCase):
    def setUp(self):
        super().setUp()
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main", "columns": {"client": "Villa"}})
        self.env.cr.execute("UPDATE quittance_profile SET create_date = '2026-09-15'"
                            " WHERE supplier_id = %s", [self.supplier.id])
        with freeze_time("2026-10-15 12:00:00"):
            self.supplier.write({"quittance_file_day": 5, "email": "office@laundry.example",
                                 "lang": "en_US"})
            self.env.flush_all()
        self.clerk = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.supplier.id, "email": "clerk@laundry.example"})

    def month(self, period="2026-10", user=None):
        months = self.env["quittance.supplier.month"].with_user(user or self.accountant)
        self.env.flush_all()
        months.invalidate_model()
        return months.search([("supplier_id", "=", self.supplier.id), ("period", "=", period)])

    def unknown(self, row, ticket, code):
        return self.unknown_client(row, ticket, code) | {
            "reason": f"No client has the code '{code}'."}

    def send(self, action):
        """Send the letter as the accountant finds it; the message."""
        context = action["context"]
        composer = self.env["mail.compose.message"].with_user(self.accountant).with_context(
            **context).create({})
        composer.action_send_mail()
        record = self.env[context["default_model"]].browse(context["default_res_ids"])
        return record.message_ids.filtered(lambda one: one.message_type == "comment")[:1]

    def test_a_missing_file_is_asked_for(self):
        month = self.month()
        self.assertEqual((month.state, month.may_write), ("late", True))
        letter = self.send(month.action_write_to_supplier())
        self.assertEqual((letter.model, letter.partner_ids), ("res.partner", self.supplier))
        self.assertEqual(letter.subject, "Your service files of October 2026")
        self.assertIn("We expected your service file of October 2026 by 11/05/2026", letter.body)
        self.assertEqual(letter.author_id, self.accountant.partner_id)
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", letter.id)])
        self.assertIn(self.supplier, mail.recipient_ids, "it goes")

    def test_one_file_is_written_about_on_its_own_page(self):
        file, _answer = self.import_file([self.line(2, "A1"), self.unknown(3, "A2", "NO-2")])
        action = self.month().action_write_to_supplier()
        self.assertEqual((action["context"]["default_model"], action["context"]["default_res_ids"]),
                         ("quittance.file", file.ids))
        self.assertIn("NO-2", self.send(action).body)

    def test_several_files_are_written_about_together_and_a_corrected_one_is_over(self):
        first, _answer = self.import_file([self.unknown(2, "A1", "NO-1")])
        self.import_file([self.unknown(2, "A2", "NO-2")], replaces_sha256=first.sha256)
        self.import_file([self.unknown(2, "A3", "NO-3")], name="second.csv")
        opened = self.open_file(name="third.csv")
        self.rpc("file_refuse", file_id=opened["file_id"], code="file_broken", message="secret")
        letter = self.send(self.month().action_write_to_supplier())
        self.assertEqual(letter.model, "res.partner")
        for word in ("NO-2", "NO-3", "second.csv", "third.csv", "damaged or incomplete"):
            self.assertIn(word, letter.body)
        for word in ("NO-1", "secret"):
            self.assertNotIn(word, letter.body)
        self.assertEqual(letter.body.count("Hello,"), 1)

    def test_where_its_own_file_is_late_a_stray_line_is_not_the_point(self):
        lines = [self.line(row, f"S{row}", period="2026-09", date="2026-09-05")
                 for row in range(2, 5)]
        with freeze_time("2026-10-03 12:00:00"):
            file, _answer = self.import_file(
                [*lines, self.unknown(5, "S5", "NO-5")], period="")
            self.env.cr.execute("UPDATE quittance_file SET create_date = '2026-10-03'"
                                " WHERE id = %s", [file.id])
        self.assertEqual((self.month().state, self.month().waiting), ("late", 1))
        body = self.month().action_write_to_supplier()["context"]["default_body"]
        self.assertIn("has not come yet", body)
        self.assertNotIn("NO-5", body)

    def test_nothing_is_offered_where_there_is_nothing_to_say(self):
        self.import_file([self.line(2, "A1")])
        month = self.month()
        self.assertEqual((month.state, month.may_write), ("received", False))
        with self.assertRaisesRegex(UserError, "nothing in this month"):
            month.action_write_to_supplier()

    def test_what_we_have_to_settle_is_not_written_about(self):
        self.import_file([self.line(2, "A1", state="quarantine", reason_code="contract_missing",
                                    reason="")])
        with self.assertRaisesRegex(UserError, "nothing in this month"):
            self.month().action_write_to_supplier()

    def test_it_is_in_the_suppliers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(["quittance"], ["fr_FR"])
        self.supplier.lang = "fr_FR"
        context = self.month().action_write_to_supplier()["context"]
        self.assertEqual(context["default_subject"], "Vos fichiers de prestations – Octobre 2026")
        self.assertIn("05/11/2026", context["default_body"])
        self.assertIn("n'est pas encore arrivé", str(context["default_body"]).replace("&#39;", "'"))

    def test_it_is_for_accountants(self):
        with self.assertRaises(AccessError):
            self.month(user=self.env.user).with_user(self.employee).action_write_to_supplier()
