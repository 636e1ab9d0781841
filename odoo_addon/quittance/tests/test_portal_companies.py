"""A supplier of several companies: it sees all of its files, and says whom a new one is for."""

from odoo.tests import tagged

from .portal_common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalCompanies(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second House"})
        cls.third = cls.env["res.company"].create({"name": "Third House"})
        cls.accountant.company_ids |= cls.second
        cls.sender.company_ids |= cls.second

    def send_to(self, company, name="october.csv", content=b"Villa;Prix\n", **values):
        return self.sent(name, content, company=company.id, **values)

    def test_the_supplier_chooses_and_sees_the_files_of_both(self):
        mine = self.go_in(self.sender).send_to(self.company, "first.csv")
        other = self.send_to(self.second, "second.csv")
        self.assertEqual((mine.company_id, other.company_id), (self.company, self.second))
        self.assertNotEqual(mine, other, "the same bytes for two companies are two files")
        page = self.page().text
        for text in ("first.csv", "second.csv", "For which company?", "Second House"):
            self.assertIn(text, page)
        self.assertNotIn("Third House", page)
        only = self.page(f"?company={self.second.id}").text
        self.assertIn(f"/my/service-files/{other.id}", only)
        self.assertNotIn(f"/my/service-files/{mine.id}", only)
        self.assertIn("Second House", self.page(f"/{other.id}").text)

    def test_nothing_is_guessed_and_no_other_company_is_chosen(self):
        self.go_in(self.sender)
        for company in ("", "0", "x", self.third.id):
            answer, = self.send(("a.csv", b"a"), company=company)
            self.assertFalse(answer["taken"])
            self.assertIn("Choose the company", answer["sentence"])
        self.assertFalse(self.env["quittance.file"].search([("channel", "=", "portal")]))

    def test_a_correction_is_for_the_company_of_what_it_corrects(self):
        first = self.go_in(self.sender).send_to(self.company)
        self.read(first, [self.line(2, "c-1")])
        second = self.send_to(self.second, "better.csv", b"better", corrects=first.id)
        self.assertEqual((second.replaces_id, second.company_id), (first, self.company))

    def test_another_supplier_sees_none_of_either(self):
        files = self.go_in(self.sender).send_to(self.company, "mine.csv")
        files |= self.send_to(self.second, "mine too.csv")
        self.other_sender.company_ids |= self.second
        self.go_in(self.other_sender)
        for file in files:
            for path in ("", "/progress", "/download", "/problems"):
                self.assertEqual(self.page(f"/{file.id}{path}").status_code, 404, path)
        for company in ("", self.company.id, self.second.id):
            self.assertNotIn("mine", self.page(f"?company={company}").text)
            answer, = self.send((f"b{company}.csv", b"b"), company=company or self.second.id,
                                corrects=files[0].id)
            self.assertFalse(answer["taken"])

    def test_a_company_that_did_not_invite_shows_nothing(self):
        file = self.go_in(self.sender).send_to(self.second)
        self.sender.company_ids -= self.second
        self.assertEqual(self.page(f"/{file.id}").status_code, 404)
        self.assertNotIn("For which company?", self.page().text, "one alone is no choice")

    def test_a_companys_own_supplier_sends_to_that_company_alone(self):
        self.supplier.company_id = self.company
        self.assertEqual(self.sender._quittance_supplier(), (self.supplier, self.company))

    def test_each_company_invites_and_ends_by_itself(self):
        contact = self.env["res.partner"].create(
            {"name": "Jeanne", "email": "jeanne@laundry.example", "parent_id": self.supplier.id})
        as_first = contact.with_user(self.accountant).with_company(self.company)
        as_second = contact.with_user(self.accountant).with_company(self.second)
        as_first.action_quittance_invite()
        self.assertEqual((as_first.quittance_may_send, as_second.quittance_may_send), (True, False))
        as_second.action_quittance_invite()
        both = contact.user_ids._quittance_supplier()[1]
        self.assertEqual(both, (self.company | self.second).sorted("name"))
        as_first.action_quittance_end_invitation()
        self.assertEqual(contact.user_ids._quittance_supplier()[1], self.second)
        as_second.action_quittance_end_invitation()
        self.assertFalse(contact.user_ids._quittance_supplier()[0])
