"""Who cannot see or send what in the portal, and what is not taken."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import file_portal
from ..models.file_portal import clean_name
from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalStrangers(PortalCase):
    PATHS = ("", "/progress", "/download")

    def test_another_suppliers_file_does_not_exist(self):
        file = self.go_in(self.sender).sent("private.csv")
        self.go_in(self.other_sender)
        for path in self.PATHS:
            self.assertEqual(self.page(f"/{file.id}{path}").status_code, 404, path)
        self.assertNotIn("private.csv", self.page().text)
        self.assertNotIn("private.csv", self.page(f"?corrects={file.id}").text)

    def test_another_suppliers_file_is_corrected_by_nobody(self):
        file = self.go_in(self.sender).sent()
        self.read(file, [self.line(2, "x-1")])
        answer, = self.go_in(self.other_sender).send(("b.csv", b"b"), corrects=file.id)
        self.assertFalse(answer["taken"])
        self.assertNotIn("october.csv", answer["sentence"])

    def test_another_companys_file_does_not_exist(self):
        file = self.go_in(self.sender).sent()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.cr.execute("UPDATE quittance_file SET company_id = %s WHERE id = %s",
                            [other.id, file.id])
        self.env.invalidate_all()
        for path in self.PATHS:
            self.assertEqual(self.page(f"/{file.id}{path}").status_code, 404, path)

    def test_who_is_no_supplier_finds_no_such_page(self):
        file = self.go_in(self.sender).sent()
        in_group_only = self._make_sender("q-group-only", self.villa)
        for user in (self.portal_client, in_group_only, self.employee):
            self.go_in(user)
            for path in ("", f"/{file.id}", f"/{file.id}/progress", f"/{file.id}/download"):
                self.assertEqual(self.page(path).status_code, 404, (user.login, path))

    def test_who_left_the_supplier_sends_no_more(self):
        file = self.go_in(self.sender).sent()
        self.sender.group_ids -= self.env.ref("quittance.group_supplier_portal")
        self.assertEqual(self.page(f"/{file.id}").status_code, 404)

    def test_the_public_has_to_log_in(self):
        file = self.go_in(self.sender).sent()
        self.authenticate(None, None)
        for path in ("", f"/{file.id}", f"/{file.id}/progress", f"/{file.id}/download"):
            self.assertIn("/web/login", self.page(path).url, path)

    def test_nothing_is_sent_without_the_pages_token(self):
        self.go_in(self.sender)
        answer = self.post(("a.csv", b"a"), token="forged")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.env["quittance.file"].search([("channel", "=", "portal")]))

    def test_no_model_is_opened_to_a_supplier(self):
        file = self.go_in(self.sender).sent()
        for model in ("quittance.file", "quittance.line", "quittance.file.total",
                      "quittance.profile", "quittance.import.file"):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.sender).search([])
        with self.assertRaises(AccessError):
            self.env["quittance.file"].with_user(self.sender).browse(file.id).read(["name"])
        answer = self.url_open(f"/web/content/quittance.file/{file.id}/content")
        self.assertEqual(answer.status_code, 404)


@tagged("post_install", "-at_install")
class TestPortalAbuse(PortalCase):
    def setUp(self):
        super().setUp()
        self.go_in(self.sender)

    def test_a_file_past_the_limit_is_refused_with_a_sentence(self):
        with patch.object(file_portal, "LARGEST", 1000):
            answer, = self.send(("big.csv", b"x" * 1001))
            self.assertIn("larger than 64 MB", answer["sentence"])
            self.assertTrue(self.send(("fits.csv", b"x" * 1000))[0]["taken"])

    def test_65_mib_are_refused_with_a_sentence(self):
        answer, = self.send(("big.csv", b"x" * (65 * 1024 * 1024)))
        self.assertEqual((answer["taken"], answer["url"]), (False, ""))
        self.assertIn("larger than 64 MB", answer["sentence"])

    def test_more_than_a_request_may_hold_is_refused(self):
        self.assertEqual(self.post(("huge.csv", b"x" * (129 * 1024 * 1024))).status_code, 413)

    def test_too_many_at_once_are_refused_together(self):
        answer, = self.send(*((f"{number}.csv", b"%d" % number) for number in range(51)))
        self.assertIn("at most 50 files", answer["sentence"])
        self.assertFalse(self.env["quittance.file"].search([("channel", "=", "portal")]))

    def test_ten_thousand_files_in_one_request_are_refused(self):
        answer = self.post(*((f"{number}.csv", b"x") for number in range(10000)), answer="json")
        self.assertEqual(answer.status_code, 413)

    def test_too_many_an_hour_are_refused_and_a_repeated_one_is_not_counted(self):
        with patch.object(file_portal, "AN_HOUR", 2):
            self.sent("1.csv", b"1")
            self.sent("2.csv", b"2")
            self.assertIn("within an hour", self.send(("3.csv", b"3"))[0]["sentence"])
            self.assertIn("was sent before", self.send(("2.csv", b"2"))[0]["sentence"])

    def test_no_file_and_a_made_up_month_are_refused(self):
        self.assertIn("Choose a file first", self.send()[0]["sentence"])
        self.assertIn("Choose the month", self.send(("a.csv", b"a"), month="2026-13")[0]["sentence"])

    def test_names_are_shown_as_text_and_lead_nowhere(self):
        file = self.sent('../../etc/<img src=x onerror="alert(1)">.csv', b"a")
        self.assertNotIn("/", file.name)
        page = self.page(f"/{file.id}").text
        self.assertNotIn("<img src=x", page)
        self.assertIn("&lt;img src=x", page)

    def test_the_supplier_without_a_code_is_told_to_ask(self):
        self.supplier.quittance_supplier_code = False
        self.assertIn("not finished setting you up", self.send(("a.csv", b"a"))[0]["sentence"])


@tagged("post_install", "-at_install")
class TestNamesAndInvitations(PortalCase):
    def test_names_lose_folders_controls_and_what_turns_the_writing(self):
        self.assertEqual(clean_name("C:\\lists\\a.csv"), "a.csv")
        self.assertEqual(clean_name("../../../etc/passwd"), "passwd")
        self.assertEqual(clean_name("a\u202evsc.exe\x00\n\u200f.csv"), "avsc.exe .csv")
        self.assertEqual(clean_name("Relevé été.xlsx"), "Relevé été.xlsx")
        self.assertEqual(clean_name("x" * 500 + ".xlsx"), "x" * 115 + ".xlsx")
        self.assertEqual(clean_name(""), "")

    def _invite(self, user=None, **values):
        contact = self.env["res.partner"].create(
            {"name": "Jeanne", "email": "jeanne@laundry.example", "parent_id": self.supplier.id,
             **values})
        contact.with_user(user or self.accountant).action_quittance_invite()
        return contact

    def test_an_accountant_invites_a_suppliers_person_who_then_may_send(self):
        contact = self._invite()
        user = contact.user_ids
        self.assertTrue(user._is_portal())
        self.assertEqual(user._quittance_supplier(), (self.supplier, self.company))
        self.assertIn("jeanne@laundry.example", self.supplier.quittance_senders)
        contact.with_user(self.accountant).action_quittance_end_invitation()
        self.assertFalse(user._quittance_supplier()[0])
        self.assertTrue(user._is_portal())

    def test_a_portal_user_of_the_supplier_is_given_the_right(self):
        person = self._make_sender("q-late", self.supplier, "base.group_portal")
        self.assertFalse(person._quittance_supplier()[0])
        person.partner_id.with_user(self.accountant).action_quittance_invite()
        self.assertEqual(person._quittance_supplier()[0], self.supplier)

    def test_nobody_else_invites_and_nobody_else_is_invited(self):
        for user in (self.employee, self.sender, self.portal_client):
            with self.assertRaises(AccessError):
                self._invite(user, email=f"{user.login}@x.example")
        with self.assertRaises(UserError):
            self._invite(parent_id=self.villa.id)
        with self.assertRaises(UserError):
            self._invite(email=False)
        with self.assertRaises(UserError):
            self.employee.partner_id.parent_id = self.supplier
            self.employee.partner_id.with_user(self.accountant).action_quittance_invite()
