import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .controls_common import ControlsCase


@tagged("post_install", "-at_install")
class TestSupplierToken(ControlsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Blanchisserie", "quittance_is_supplier": True,
             "quittance_supplier_code": "TOK"})
        cls.tokens = cls.env["quittance.supplier.token"]

    def _issue(self, user=None, supplier=None, company=None, name="Their server"):
        tokens = self.tokens.with_user(user or self.supervisor)
        supplier = (supplier or self.supplier).with_env(tokens.env)
        return tokens._issue(supplier, company or self.company, name)

    def _digests(self, **payload):
        answer = self.rpc("supplier_tokens", **{"company_id": self.company.id, **payload})
        return {(one["supplier_code"], one["sha256"]) for one in answer["tokens"]}

    def _row(self):
        return self.tokens.search([("supplier_id", "=", self.supplier.id)], limit=1)

    def test_a_token_is_shown_once_and_only_its_digest_is_kept(self):
        wizards = self.env["quittance.supplier.token.issue"].with_user(self.supervisor)
        dialog = self.supplier.with_user(self.supervisor).action_quittance_token()
        wizard = wizards.browse(dialog["res_id"])
        wizard.name = "Their server"
        token = self._issue()
        digest = hashlib.sha256(token.encode()).hexdigest()
        self.assertIn(("TOK", digest), self._digests())
        row = self._row()
        self.assertEqual(row.issued_by, self.supervisor)
        self.env.flush_all()
        self.env.cr.execute("SELECT t::text FROM quittance_supplier_token t")
        self.assertNotIn(token, str(self.env.cr.fetchall()))
        self.assertIn("Their server", self.supplier.message_ids[0].body)
        self.assertNotIn(token, str(self.supplier.message_ids.mapped("body")))

    def test_a_revoked_token_opens_nothing_and_says_why(self):
        kept, gone = self._issue(name="kept"), self._issue(name="gone")
        row = self._row().with_user(self.supervisor)
        dialog = row.action_revoke()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.confirm(dialog, self.supervisor, reason=" ")
        self.confirm(dialog, self.supervisor, reason="laptop stolen")
        self.assertEqual(self._digests(), {("TOK", hashlib.sha256(kept.encode()).hexdigest())})
        self.assertNotEqual(kept, gone)
        self.assertEqual((row.revoked_by, row.revoke_reason), (self.supervisor, "laptop stolen"))
        self.assertIn("laptop stolen", self.supplier.message_ids[0].body)
        row._revoke("again")
        self.assertEqual(row.revoke_reason, "laptop stolen")

    def test_only_a_supervisor_issues_and_revokes(self):
        self._issue()
        for user in (self.accountant, self.employee, self.connector):
            with self.assertRaises(AccessError):
                self._issue(user=user)
            with self.assertRaises(AccessError):
                self._row().with_user(user)._revoke("mine")
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.tokens.with_user(self.supervisor).has_access(operation))

    def test_nobody_reads_the_digest(self):
        self._issue()
        with self.assertRaises(AccessError):
            self._row().with_user(self.supervisor).read(["digest"])

    def test_a_token_is_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            self._issue(company=other)
        self.supervisor.company_ids |= other
        token = self._issue(company=other)
        self.assertNotIn(hashlib.sha256(token.encode()).hexdigest(), str(self._digests()))
        with self.assertRaisesRegex(AccessError, "connector's companies"):
            self._digests(company_id=other.id)
        self.supervisor.company_ids -= other
        self.assertFalse(self.tokens.with_user(self.supervisor).search(
            [("supplier_id", "=", self.supplier.id)]))

    def test_who_is_no_supplier_gets_and_keeps_none(self):
        with self.assertRaisesRegex(UserError, "no supplier"):
            self._issue(supplier=self.client_contact)
        with self.assertRaisesRegex(UserError, "Say what"):
            self._issue(name="  ")
        self._issue()
        self.supplier.quittance_is_supplier = False
        self.assertEqual(self._digests(), set())
