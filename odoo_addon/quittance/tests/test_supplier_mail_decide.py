"""What accountants decide about messages kept aside, and where they are counted."""

import base64
import hashlib

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_common import CSV, MailCase

EVE = "Eve <eve@elsewhere.example>"


@tagged("post_install", "-at_install")
class TestSupplierMailDecide(MailCase):
    def aside(self, *files, **headers):
        return self.come(self.letter(*files or [self.csv()], **{"sender": EVE, **headers}))

    def test_taking_the_files_takes_them_unchanged_and_the_sender_stays_unknown(self):
        mail = self.aside()
        mail.with_user(self.accountant).action_accept()
        self.assertEqual((mail.state, mail.decided_by), ("accepted", self.accountant))
        self.assertEqual(base64.b64decode(self.files().content), CSV)
        self.assertEqual(self.aside(self.csv("b.csv", CSV + b"x")).state, "aside")

    def test_a_file_that_was_kept_aside_came_with_its_message(self):
        mail = self.aside()
        self.env.flush_all()
        self.env.cr.execute("UPDATE quittance_mail SET create_date = '2026-10-31 22:15:07'"
                            " WHERE id = %s", [mail.id])
        mail.invalidate_recordset()
        mail.with_user(self.accountant).action_accept()
        claimed = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                           lease_seconds=60)["files"]
        self.assertEqual([one["arrived"] for one in claimed if one["file_id"] == self.files().id],
                         ["2026-10-31T22:15:07Z"])

    def test_remembering_the_sender_lets_the_next_one_through(self):
        mail = self.aside()
        mail.with_user(self.accountant).action_accept_and_remember()
        self.assertEqual(self.box.sender_ids.mapped("email"), ["eve@elsewhere.example"])
        self.assertEqual(self.aside(self.csv("b.csv", CSV + b"x")).state, "taken")

    def test_a_forged_sender_is_never_remembered(self):
        self.settings.mail_server_names = "mx.files.example"
        mail = self.aside(Authentication_Results="mx.files.example; dmarc=fail")
        self.assertFalse(mail.may_remember)
        mail.with_user(self.accountant).action_accept_and_remember()
        self.assertFalse(self.box.sender_ids)

    def test_rejecting_keeps_the_reason(self):
        mail = self.aside()
        self.env["quittance.decision"].with_user(self.accountant).browse(
            mail.with_user(self.accountant).action_reject()["res_id"]).write({"reason": "spam"})
        self.env["quittance.decision"].search([], limit=1).with_user(
            self.accountant).action_confirm()
        self.assertEqual((mail.state, mail.decision), ("rejected", "spam"))
        mail.with_user(self.accountant).action_accept()
        self.assertEqual(mail.state, "rejected", "decided once")
        self.assertFalse(self.files())

    # ------------------------------------------------------------------ card numbers in a message

    def bytes_of(self, mail):
        return self.env["ir.attachment"].search([
            ("res_model", "=", "quittance.mail"), ("res_id", "=", mail.id),
            ("res_field", "=", "original")])

    def test_once_it_is_decided_the_message_itself_is_kept_no_more(self):
        for decide in ("_accept", "_reject"):
            mail = self.aside(self.csv(f"{decide}.csv", CSV + decide.encode()))
            self.assertTrue(self.bytes_of(mail))
            getattr(mail.with_user(self.accountant), decide)(False)
            self.assertFalse(self.bytes_of(mail), decide)

    def half_taken(self):
        """A message that waits for a file in it, while another one of it was taken."""
        outer = self.letter(self.csv())
        outer.add_attachment(self.letter(self.csv("inner.csv")))
        mail = self.come(outer)
        self.assertEqual((mail.state, mail.reason), ("aside", "refused"))
        self.assertTrue(self.bytes_of(mail))
        return mail, mail.part_ids.file_id

    def test_masking_a_file_ends_the_message_that_brought_it(self):
        mail, file = self.half_taken()
        masked = b"Villa;Prix\r\n"
        answer = self.rpc(
            "file_open", company_id=self.company.id, file_id=file.id, supplier_code="TST-LAV",
            profile="", name=file.name, period=file.period, sha256=file.sha256, size=len(masked),
            channel="mail", sender="", content=base64.b64encode(masked).decode(), masked=1,
            stored_sha256=hashlib.sha256(masked).hexdigest(), replaces_sha256="")
        self.assertEqual(answer["status"], "opened")
        self.assertFalse(self.bytes_of(mail))
        with self.assertRaisesRegex(UserError, "card numbers"):
            mail.with_user(self.accountant).action_accept()

    def test_so_does_a_file_whose_numbers_cannot_be_masked(self):
        mail, file = self.half_taken()
        self.rpc("file_refuse", file_id=file.id, code="card_number", message="no")
        self.assertFalse(self.bytes_of(mail))

    def test_a_message_that_brings_such_a_file_again_is_not_kept_either(self):
        _mail, file = self.half_taken()
        self.rpc("file_refuse", file_id=file.id, code="card_number", message="no")
        again = self.come(self.letter(self.csv("again.csv")))
        self.assertEqual((again.state, again.reason), ("aside", "refused"))
        self.assertFalse(self.bytes_of(again))
        stranger = self.come(self.letter(self.csv(), sender="x@strange.example"))
        self.assertEqual((stranger.reason, len(self.bytes_of(stranger))), ("unknown", 0))
        other = self.aside(self.csv("other.csv", CSV + b"1"))
        self.assertTrue(self.bytes_of(other))

    def test_numbers_that_are_found_in_the_same_file_by_another_way_end_it_too(self):
        mail = self.aside(self.csv())
        file = self.env["quittance.file"].browse(self.rpc(
            "file_open", company_id=self.company.id, supplier_code="TST-LAV", profile="",
            name="october.csv", period="", sha256=hashlib.sha256(CSV).hexdigest(), size=len(CSV),
            channel="cli", sender="", content=base64.b64encode(CSV).decode(),
            replaces_sha256="")["file_id"])
        self.assertTrue(self.bytes_of(mail))
        self.rpc("file_refuse", file_id=file.id, code="card_number", message="no")
        self.assertFalse(self.bytes_of(mail))

    def test_nothing_to_take_is_said_and_stays(self):
        outer = self.letter()
        outer.add_attachment(self.letter(self.csv()))
        mail = self.come(outer)
        with self.assertRaisesRegex(UserError, "within the message"):
            mail.with_user(self.accountant).action_accept()
        self.assertEqual(mail.state, "aside")

    def test_it_is_counted_in_the_month_and_among_what_waits(self):
        mail = self.aside()
        self.env.flush_all()
        month = self.env["quittance.supplier.month"].search(
            [("supplier_id", "=", self.supplier.id), ("mail_count", ">", 0)])
        self.assertEqual((month.mail_count, month.state), (1, "trouble"))
        action = month.with_user(self.accountant).action_mails()
        self.assertIn(("supplier_id", "=", self.supplier.id), action["domain"])
        todo = self.env["quittance.todo"].search(
            [("kind", "=", "mail"), ("company_id", "=", self.company.id)])
        self.assertEqual(todo.waiting, 1)
        mail.with_user(self.accountant)._reject("no")
        self.env.flush_all()
        self.env["quittance.todo"].invalidate_model()
        self.assertEqual(todo.waiting, 0)

    def test_strangers_read_and_decide_nothing(self):
        mail = self.aside()
        for user in (self.connector, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                mail.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                mail.with_user(user).action_accept()
        with self.assertRaises(AccessError):
            self.env["quittance.mail"].with_user(self.accountant).with_context(
                quittance_raw=b"x", quittance_by_server=True
            ).message_new({"message_id": "x"}, {"mailbox_id": self.box.id})

    def test_another_companys_accountant_sees_none_of_it(self):
        mail = self.aside()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.accountant.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.env.invalidate_all()
        seen = self.env["quittance.mail"].with_user(self.accountant).search([])
        self.assertNotIn(mail.id, seen.ids)
        self.assertFalse(self.env["quittance.mailbox"].with_user(self.accountant).search([]))

    def test_an_address_that_is_none_and_a_second_address_are_refused(self):
        with self.assertRaises(ValidationError):
            self.box.sender_ids = [(0, 0, {"email": "nobody"})]
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), \
                self.env.cr.savepoint():
            self.env["quittance.mailbox"].create(
                {"supplier_id": self.supplier.id, "company_id": self.company.id}).flush_recordset()

    def test_accountants_make_the_address_on_the_suppliers_contact(self):
        self.box.unlink()
        self.supplier.with_user(self.accountant).quittance_mailbox_ids = [
            (0, 0, {"alias_name": "laundry"})]
        box = self.supplier.quittance_mailbox_ids
        self.assertEqual(box.alias_email, "laundry@files.example")
        self.assertEqual(box.known_senders, "clerk@laundry.example, office@laundry.example")
        self.assertEqual(self.come(self.letter(self.csv())).state, "taken")
