"""A file's bytes come in parts, are kept as they came, and are read back in pieces."""

import base64
import hashlib

from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase

MIB = 1024 * 1024


def text_of(content):
    """Bytes as the contract carries them."""
    return base64.b64encode(content).decode()


@tagged("post_install", "-at_install")
class TestFileParts(BillingCase):
    def _open_large(self, whole, **changes):
        opened = self.rpc("file_open", **{
            "company_id": self.company.id, "supplier_code": "TST-LAV", "profile": "",
            "name": "large.csv", "period": "2026-10", "sha256": hashlib.sha256(whole).hexdigest(),
            "size": len(whole), "channel": "cli", "sender": "", "content": "",
            "replaces_sha256": "", "lines_total": 7, **changes})
        return opened, self.env["quittance.file"].browse(opened["file_id"])

    def _part(self, file, whole, offset, **changes):
        return self.rpc("file_part", **{
            "file_id": file.id, "offset": offset, "stored_sha256": "",
            "content": text_of(whole[offset:offset + MIB]), **changes})["whole"]

    def test_parts_in_any_order_and_twice_make_the_file(self):
        whole = bytes(range(256)) * 10_000
        opened, file = self._open_large(whole)
        self.assertTrue(opened["wants_bytes"])
        self.assertEqual(file.lines_total, 7)
        self.assertFalse(self._part(file, whole, 2 * MIB))
        self.assertFalse(self._part(file, whole, 0))
        self.assertFalse(self._part(file, whole, 0))
        self.assertTrue(self._part(file, whole, MIB))
        self.assertTrue(self._part(file, whole, MIB), "after the last one, again")
        self.assertEqual(file._bytes(), whole)
        self.assertFalse(file.part_ids, "the parts are gone")
        again, _file = self._open_large(whole)
        self.assertEqual((again["status"], again["wants_bytes"]), ("resumed", False))

    def test_a_reading_that_was_cut_off_sends_what_is_missing(self):
        whole = b"x" * (MIB + 5)
        _opened, file = self._open_large(whole)
        self._part(file, whole, 0)
        again, _file = self._open_large(whole)
        self.assertTrue(again["wants_bytes"])
        self.assertTrue(self._part(file, whole, MIB))

    def test_a_file_is_not_read_to_its_end_before_all_of_it_is_here(self):
        whole = b"x" * (MIB + 5)
        _opened, file = self._open_large(whole)
        self._part(file, whole, 0)
        lines = [self.line(1, "T-1")]
        self.rpc("lines_put", file_id=file.id, lines=lines)
        with self.assertRaises(UserError):
            self.close_file(file.id, lines)
        self.assertEqual(file.line_ids.state, "reading")
        self._part(file, whole, MIB)
        self.close_file(file.id, lines)
        self.assertEqual(file.line_ids.state, "billable")

    def test_a_large_file_that_is_asked_about_is_kept_whole_for_the_answer(self):
        whole = b"x" * (MIB + 5)
        _opened, first = self._open_large(whole)
        for offset in (0, MIB):
            self._part(first, whole, offset)
        asked, file = self._open_large(whole, period="2026-11")
        self.assertEqual((asked["status"], asked["wants_bytes"]), ("asked", True))
        self._part(file, whole, 0)
        again, _file = self._open_large(whole, period="2026-11")
        self.assertTrue(again["wants_bytes"], "it was cut off, and asked about already")
        self.assertTrue(self._part(file, whole, MIB))
        file.with_user(self.accountant).action_bill_anyway()
        read = self.rpc("file_read", file_id=file.id, offset=MIB, length=MIB)
        self.assertEqual((file.state, base64.b64decode(read["content"])), ("waiting", b"x" * 5))

    def test_other_bytes_than_were_announced_are_refused(self):
        whole = b"x" * 1000
        _opened, file = self._open_large(whole)
        with self.assertRaisesRegex(UserError, "SHA-256 differs"):
            self._part(file, b"y" * 1000, 0)
        with self.assertRaisesRegex(UserError, "longer than the file"):
            self._part(file, b"y" * 1001, 0)
        with self.assertRaisesRegex(UserError, "1 byte to 1 MiB"):
            self._part(file, b"", 0)
        with self.assertRaisesRegex(UserError, "SHA-256 differs"):
            self._open_large(whole + b"z", content=text_of(whole))

    def test_pieces_are_read_back(self):
        opened = self.open_file("the bytes of a file")
        read = self.rpc("file_read", file_id=opened["file_id"], offset=4, length=5)
        self.assertEqual((base64.b64decode(read["content"]), read["size"]), (b"bytes", 19))

    def test_pa23_a_masked_copy_takes_the_place_of_what_came(self):
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main"})
        came, masked = b"note;4111111111111111\n", b"note;************1111\n"
        wizard = self.env["quittance.import.file"].with_user(self.accountant).create({
            "supplier_id": self.supplier.id, "content": base64.b64encode(came), "name": "a.csv",
            "period": "2026-10"})
        file = self.env["quittance.file"].browse(wizard.action_import()["res_id"])
        sha256 = hashlib.sha256(masked).hexdigest()
        opened = self.open_file(
            came.decode(), file_id=file.id, content=text_of(masked), stored_sha256=sha256, masked=1,
            size=len(masked))
        self.assertEqual(opened["file_id"], file.id)
        self.assertEqual((file._bytes(), file.masked, file.stored_sha256), (masked, 1, sha256))
        self.assertEqual(file.sha256, hashlib.sha256(came).hexdigest(), "the original's")
        left = self.env["ir.attachment"].search(
            [("res_model", "=", "quittance.file"), ("res_id", "=", file.id),
             ("res_field", "!=", False)])
        self.assertEqual(left.mapped("raw"), [masked], "nothing else is kept")
