"""*Import a service file*: from the accountant's hand to the connector's."""

import base64
import hashlib
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestImportWizard(BillingCase):
    def setUp(self):
        super().setUp()
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main"})

    def _import(self, text="Type;Prix", user=None, **vals):
        wizard = self.env["quittance.import.file"].with_user(user or self.accountant).create(
            {"content": base64.b64encode(text.encode()), "name": "a.csv",
             "supplier_id": self.supplier.id, "period": "2026-10", **vals})
        return self.env["quittance.file"].browse(wizard.action_import()["res_id"])

    def _claim(self, worker):
        return self.rpc("files_claim", company_id=self.company.id, limit=5, worker=worker,
                        lease_seconds=60)["files"]

    def test_a_file_waits_is_claimed_once_and_read(self):
        file = self._import()
        self.assertEqual((file.state, file.channel), ("waiting", "odoo"))
        claimed = self._claim("one")
        self.assertEqual([one["file_id"] for one in claimed], file.ids)
        self.assertEqual(claimed[0]["size"], len(b"Type;Prix"))
        read = self.rpc("file_read", file_id=claimed[0]["file_id"], offset=0, length=100)
        self.assertEqual(base64.b64decode(read["content"]), b"Type;Prix")
        self.assertEqual(claimed[0]["supplier_code"], "TST-LAV")
        self.assertEqual(self._claim("two"), [])
        opened = self.open_file("Type;Prix", file_id=file.id, content="")
        self.assertEqual((opened["status"], opened["file_id"]), ("opened", file.id))

    def test_a_claim_that_ran_out_is_given_to_another(self):
        file = self._import()
        self._claim("one")
        file.lease_until = fields.Datetime.now() - timedelta(seconds=1)
        self.assertEqual([one["file_id"] for one in self._claim("two")], file.ids)

    def test_the_same_file_again_shows_the_first(self):
        self.assertEqual(self._import(), self._import())

    def test_a_waiting_file_that_was_sent_before_waits_no_more(self):
        self.env["quittance.profile"].search(
            [("supplier_id", "=", self.supplier.id)]).period_rule = "given"
        opened = self.open_file("Type;Prix")
        self.close_file(opened["file_id"], [])
        file = self._import(period="")
        self.assertEqual(file.state, "asked")
        file.with_user(self.accountant).action_bill_anyway()
        again = self.open_file("Type;Prix", file_id=file.id, content="")
        self.assertEqual((again["status"], again["file_id"]), ("known", opened["file_id"]))
        self.assertEqual(file.state, "refused")

    def _set_age(self, file, age):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quittance_file SET write_date = clock_timestamp() AT TIME ZONE 'UTC'"
            " - %s::interval WHERE id = %s", [age, file.id])
        file.invalidate_recordset()

    def test_the_form_says_when_no_connector_answers(self):
        file = self._import()
        self._set_age(file, "0")  # not since this test's transaction began
        self.assertIn("within seconds", file.waiting_message)
        self._set_age(file, "1 hour")
        self.assertIn("quittance serve", file.waiting_message)

    def _another(self):
        """Another supplier with a profile and a file that was read."""
        other = self.env["res.partner"].create({
            "name": "Rival", "quittance_is_supplier": True, "quittance_supplier_code": "TST-RIV"})
        profile = self.env["quittance.profile"].create(
            {"name": "theirs", "supplier_id": other.id, "company_id": self.company.id})
        file, _answer = self.import_file([], supplier_code="TST-RIV")
        return other, profile, file

    def test_of_a_file_that_is_asked_about_the_masked_copy_is_kept_at_once(self):
        self.env["quittance.profile"].search(
            [("supplier_id", "=", self.supplier.id)]).period_rule = "filename"
        opened = self.open_file("Type;Prix", period="2026-11")
        self.close_file(opened["file_id"], [])
        file = self._import(period="2026-10")
        file.sudo().write({"state": "waiting", "question": False, "period": ""})
        masked = b"masked"
        answer = self.open_file(
            "Type;Prix", file_id=file.id, size=len(masked), masked=1,
            content=base64.b64encode(masked).decode(),
            stored_sha256=hashlib.sha256(masked).hexdigest())
        self.assertEqual((answer["status"], answer["file_id"]), ("asked", file.id))
        self.assertEqual(base64.b64decode(file.content), masked)

    def test_another_suppliers_profile_and_file_go_when_the_supplier_is_changed(self):
        other, profile, file = self._another()
        form = Form(self.env["quittance.import.file"].with_user(self.accountant))
        form.supplier_id, form.profile_id, form.replaces_id = other, profile, file
        form.supplier_id = self.supplier
        self.assertFalse(form.profile_id)
        self.assertFalse(form.replaces_id)
        form.supplier_id = other
        form.profile_id = profile
        form.period = "2026-10"
        self.assertEqual(form.profile_id, profile)

    def test_another_suppliers_profile_or_file_is_refused(self):
        _other, profile, file = self._another()
        for vals in ({"profile_id": profile.id}, {"replaces_id": file.id}):
            with self.assertRaisesRegex(UserError, "another supplier's"):
                self._import(**vals)
        with self.assertRaisesRegex(ValidationError, "own supplier"):
            self._import().sudo().replaces_id = file
        with self.assertRaisesRegex(ValidationError, "own supplier"):
            self.env["quittance.file"]._insert({
                "company_id": self.company.id, "supplier_id": self.supplier.id, "name": "a.csv",
                "sha256": "0" * 64, "period": "", "channel": "odoo", "state": "waiting",
                "replaces_id": file.id})

    def test_only_an_accountant_imports(self):
        with self.assertRaises(AccessError):
            self._import(user=self.employee)
        with self.assertRaises(UserError):
            self._import(period="October")
