"""Files that were not taken: counted, kept or not, and read once that is possible."""

import base64
import hashlib
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestFileRefuse(BillingCase):
    def refused(self, code, text="october", **changes):
        file = self.env["quittance.file"].browse(self.open_file(text, **changes)["file_id"])
        self.rpc("file_refuse", file_id=file.id, code=code, message="said by the connector")
        return file

    def profile(self, **vals):
        return self.env["quittance.profile"].with_user(self.accountant).create({
            "name": "main", "supplier_id": self.supplier.id, "company_id": self.company.id, **vals})

    def waiting_for_a_profile(self):
        row, = self.env["quittance.todo"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "profile")])
        self.env.invalidate_all()
        return row.waiting

    def test_a_file_without_profile_is_counted_and_read_once_there_is_one(self):
        file = self.refused("profile", period="")
        self.assertEqual(self.waiting_for_a_profile(), 1)
        shown = self.env["quittance.todo"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "profile")]).action_open()
        self.assertEqual(shown["context"], {"search_default_no_profile": 1})
        profile = self.profile()
        self.assertEqual((file.state, file.profile_id), ("waiting", profile))
        self.assertEqual(self.waiting_for_a_profile(), 0)

    def test_another_suppliers_profile_reads_nothing_of_it(self):
        file = self.refused("profile")
        rival = self.env["res.partner"].create({
            "name": "Rival", "quittance_is_supplier": True, "quittance_supplier_code": "TST-RIV"})
        self.profile(supplier_id=rival.id)
        self.assertEqual(file.state, "refused")

    def test_a_name_that_was_wrong_is_read_when_it_comes_with_a_right_one(self):
        file = self.refused("profile_unknown", period="", profile="typo")
        self.assertEqual(self.waiting_for_a_profile(), 1)
        self.profile(period_rule="given")
        self.assertEqual(file.state, "refused", "which profile was meant is not guessed")
        again = self.open_file("october")
        self.assertEqual((again["status"], again["file_id"], file.period),
                         ("opened", file.id, "2026-10"))

    def test_a_correction_of_what_was_corrected_meanwhile_stays_refused(self):
        first, _answer = self.import_file([self.line(1, "A1")])
        file = self.refused("profile", replaces_sha256=first.sha256)
        self.import_file([self.line(1, "A1")], replaces_sha256=first.sha256)
        self.profile()
        self.assertEqual(file.state, "refused")
        with self.assertRaisesRegex(UserError, "corrected already"):
            file.with_user(self.accountant).action_read_again()

    def test_of_card_numbers_that_cannot_be_masked_no_byte_is_kept(self):
        file = self.refused("card_number")
        self.assertEqual((file.state, file.content, file.bytes_kept), ("refused", False, False))
        self.assertFalse(self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id),
             ("res_field", "=", "content")]))
        with self.assertRaisesRegex(UserError, "not kept here"):
            file.with_user(self.accountant).action_read_again()

    def test_parts_of_it_that_came_already_go_as_well(self):
        half = b"x" * 10
        opened = self.open_file("half", content="", size=20)
        self.rpc("file_part", file_id=opened["file_id"], offset=0, stored_sha256="",
                 content=base64.b64encode(half).decode())
        self.rpc("file_refuse", file_id=opened["file_id"], code="card_number", message="no")
        self.assertFalse(self.env["quittance.file.part"].search(
            [("file_id", "=", opened["file_id"])]))

    def test_a_second_correction_in_the_same_moment_is_told(self):
        first, _answer = self.import_file([self.line(1, "A1")])
        self.open_file(replaces_sha256=first.sha256)
        # As a call sees it that began before the other one ended.
        with patch.object(type(first), "_make_way", lambda *_arguments: None), \
                self.assertRaisesRegex(UserError, "in the same moment"):
            self.open_file(replaces_sha256=first.sha256)

    # ------------------------------------------------------------------ not even opened

    def not_taken(self, text, **changes):
        with self.assertRaises(UserError) as refused:
            self.open_file(text, **changes)
        answer = self.open_file(text, not_taken=str(refused.exception), **changes)
        self.assertEqual(answer["status"], "refused")
        return self.env["quittance.file"].browse(answer["file_id"])

    def sha256(self, text):
        return hashlib.sha256(text.encode()).hexdigest()

    def test_a_correction_waits_until_what_it_corrects_was_read(self):
        first = self.env["quittance.file"].browse(self.open_file("october")["file_id"])
        correction = {"replaces_sha256": self.sha256("october")}
        said = self.open_file("corrected", **correction)
        self.assertEqual((said["status"], said["file_id"]), ("waiting", 0))
        self.assertIn(first.display_name, said["message"])
        self.close_file(first.id, [])
        again = self.open_file("corrected", **correction)
        self.assertEqual(again["status"], "opened")
        self.assertEqual(self.env["quittance.file"].browse(again["file_id"]).replaces_id, first)

    def abandoned(self, text, **changes):
        """Its reader died before the bytes were here."""
        answer = self.open_file(text, content="", size=len(text), **changes)
        file = self.env["quittance.file"].browse(answer["file_id"])
        file.lease_until = fields.Datetime.now() - timedelta(seconds=1)
        return file

    def test_a_correction_of_what_was_broken_off_does_not_wait_for_it(self):
        lost = self.abandoned("october")
        correction = {"replaces_sha256": self.sha256("october")}
        file = self.not_taken("corrected", **correction)
        self.open_file("october")
        self.close_file(lost.id, [])
        self.assertEqual(self.open_file("corrected", **correction)["status"], "opened")
        self.assertEqual(file.replaces_id, lost)

    def test_a_correction_that_was_broken_off_gives_way_to_another_one(self):
        first, _answer = self.import_file([self.line(1, "A1")])
        lost = self.abandoned("corrected", replaces_sha256=first.sha256)
        answer = self.open_file("corrected otherwise", replaces_sha256=first.sha256)
        self.assertEqual((answer["status"], lost.state, lost.refused_code),
                         ("opened", "refused", "broken_off"))
        self.close_file(answer["file_id"], [])
        with self.assertRaisesRegex(UserError, "was corrected already"):
            self.open_file("corrected", replaces_sha256=first.sha256)

    def test_a_correction_of_what_never_came_is_kept_with_the_reason(self):
        file = self.not_taken("corrected", replaces_sha256=self.sha256("october"))
        self.assertIn("never read", file.message_shown)
        self.assertEqual((file.bytes_kept, file.refused_code), (True, "not_taken"))
        self.assertTrue(file._supplier_answer()["message"])

    def test_sent_again_after_what_it_corrects_it_is_read_as_its_correction(self):
        correction = {"replaces_sha256": self.sha256("october")}
        file = self.not_taken("corrected", **correction)
        self.assertEqual(self.not_taken("corrected", **correction), file)
        first = self.open_file("october")["file_id"]
        self.close_file(first, [])
        again = self.open_file("corrected", **correction)
        self.assertEqual((again["status"], again["file_id"], file.replaces_id.id),
                         ("opened", file.id, first))

    def test_one_that_says_it_corrects_itself_is_refused_each_time(self):
        """It does not wait for itself, with all others of its supplier behind it."""
        itself = {"replaces_sha256": self.sha256("october")}
        file = self.not_taken("october", **itself)
        self.assertEqual(self.not_taken("october", **itself), file)

    def waiting(self, text):
        """The same bytes, as they came through the portal: nobody said that they correct anything."""
        file = self.env["quittance.file"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "name": "plain.csv",
            "period": "2026-10", "sha256": self.sha256(text), "channel": "portal"})
        file._keep(text.encode())
        return file

    def claim(self):
        return self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                        lease_seconds=60)["files"]

    def test_what_waits_as_a_plain_file_is_a_correction_once_it_is_declared_one(self):
        waits = self.waiting("corrected")
        file = self.not_taken("corrected", replaces_sha256=self.sha256("october"))
        self.assertEqual((file, file.state, self.claim()), (waits, "refused", []))
        first = self.open_file("october")["file_id"]
        self.close_file(first, [])
        file.with_user(self.accountant).action_read_again()
        claimed, = self.claim()
        self.assertEqual(claimed["replaces_sha256"], self.sha256("october"))

    def test_who_had_claimed_it_as_a_plain_file_reads_the_correction(self):
        waits = self.waiting("corrected")
        claimed, = self.claim()
        self.assertEqual(claimed["replaces_sha256"], "")
        self.not_taken("corrected", replaces_sha256=self.sha256("october"))
        with self.assertRaisesRegex(UserError, "never read"):
            self.open_file("corrected", file_id=waits.id)
        first = self.open_file("october")["file_id"]
        self.close_file(first, [])
        self.open_file("corrected", file_id=waits.id)
        self.assertEqual(waits.replaces_id.id, first)

    def test_read_again_it_still_is_a_correction(self):
        file = self.not_taken("corrected", replaces_sha256=self.sha256("october"))
        file.with_user(self.accountant).action_read_again()
        claimed, = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                            lease_seconds=60)["files"]
        self.assertEqual((claimed["file_id"], claimed["replaces_sha256"]),
                         (file.id, self.sha256("october")))
        with self.assertRaisesRegex(UserError, "never read"):
            self.open_file("corrected", file_id=file.id,
                           replaces_sha256=claimed["replaces_sha256"])

    def test_a_large_one_comes_in_parts(self):
        with self.assertRaises(UserError):
            self.open_file("large", replaces_sha256="0" * 64)
        answer = self.open_file("large", content="", not_taken="no", replaces_sha256="0" * 64)
        self.assertTrue(answer["wants_bytes"])
        self.rpc("file_part", file_id=answer["file_id"], offset=0, stored_sha256="",
                 content=base64.b64encode(b"large").decode())
        self.assertTrue(self.env["quittance.file"].browse(answer["file_id"]).bytes_kept)
