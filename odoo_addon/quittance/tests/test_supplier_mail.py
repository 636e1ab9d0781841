"""A file by e-mail: taken from known senders, byte for byte and once; all else is kept aside."""

import base64
import hashlib
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged

from ..models import file_portal, mail_thread
from .mail_common import CSV, MailCase


@tagged("post_install", "-at_install")
class TestSupplierMail(MailCase):
    def test_a_known_senders_file_is_taken_as_it_came(self):
        mail = self.come(self.letter(self.csv()))
        file = self.files()
        self.assertEqual((mail.state, mail.part_ids.state), ("taken", "taken"))
        self.assertEqual((mail.part_ids.file_id, file.channel, file.state),
                         (file, "mail", "waiting"))
        self.assertEqual(base64.b64decode(file.content), CSV, "no decoding of what is not UTF-8")
        self.assertIn("clerk@laundry.example", file.sender)
        self.assertFalse(mail.original, "the file is kept with itself")

    def test_a_list_without_declared_charset_and_sent_inline_stays_as_it_is(self):
        raw = self.letter().as_bytes()
        head = raw[:raw.index(b"Content-Type")]
        mail = self.come(
            head + b"MIME-Version: 1.0\r\nContent-Type: text/csv; name=\"o.csv\"\r\n"
            b"Content-Disposition: inline; filename=\"o.csv\"\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(CSV))
        self.assertEqual(mail.state, "taken")
        self.assertEqual(base64.b64decode(self.files().content), CSV)

    def test_several_files_and_a_picture(self):
        mail = self.come(self.letter(
            self.csv(), self.csv("more.csv", CSV + b"TST-2;5,00\r\n"),
            ("logo.png", b"\x89PNG", "image/png"), ("bill.pdf", b"%PDF-1.7", "application/pdf")))
        self.assertEqual(mail.state, "taken")
        self.assertEqual(mail.part_ids.mapped("state"), ["taken", "taken", "ignored", "ignored"])
        self.assertEqual(mail.file_count, 2)
        self.assertEqual(len(self.files()), 2)

    def test_the_same_bytes_count_once_whatever_the_way(self):
        self.open_file(period="", sha256=hashlib.sha256(CSV).hexdigest(), size=len(CSV),
                       content=base64.b64encode(CSV).decode())
        mail = self.come(self.letter(self.csv("other name.csv")))
        self.assertEqual((mail.state, mail.part_ids.state), ("taken", "known"))
        self.assertEqual(len(self.files()), 1)

    def test_what_was_refused_before_is_kept_aside_for_a_person(self):
        self.come(self.letter(self.csv()))
        self.files()._refuse("charset", "The text is not UTF-8.")
        mail = self.come(self.letter(self.csv()))
        self.assertEqual((mail.state, mail.reason, mail.part_ids.state),
                         ("aside", "refused", "refused"))
        self.assertIn("was refused: The text is not UTF-8.", mail.part_ids.sentence)
        self.assertEqual(len(self.files()), 1)

    def test_a_conflict_costs_no_message_that_was_fetched(self):
        threads = type(self.env["mail.thread"])
        route, tries = threads.message_route, []

        def busy_at_first(*args, **kwargs):
            tries.append(1)
            if len(tries) == 1:
                raise psycopg2.errors.SerializationFailure()
            return route(*args, **kwargs)

        plain = self.env["mail.thread"].sudo()
        with patch.object(threads, "message_route", busy_at_first), \
                patch.object(threads, "_quittance_begin_anew", lambda _thread: None), \
                patch.object(mail_thread, "PAUSE", 0):
            plain.with_context(default_fetchmail_server_id=1).message_process(
                None, self.letter(self.csv()).as_bytes())
            self.assertEqual((len(tries), len(self.files())), (2, 1))
            tries.clear()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                plain.message_process(None, self.letter().as_bytes())

    def test_the_same_message_comes_once(self):
        message = self.letter(self.csv())
        self.come(message)
        self.assertFalse(self.come(message))
        vals = self.env["quittance.mail"].search([], limit=1)
        again = self.env["quittance.mail"]._insert({
            "company_id": vals.company_id.id, "supplier_id": vals.supplier_id.id,
            "message_key": vals.message_key, "state": "aside"})
        self.assertFalse(again, "the database itself says so")

    # ------------------------------------------------------------------ who sends

    def test_an_unknown_sender_is_kept_aside_and_nobody_is_answered(self):
        sent = self.env["mail.mail"].search_count([])
        mail = self.come(self.letter(self.csv(), sender="Eve <eve@elsewhere.example>"))
        self.assert_aside(mail, "unknown")
        self.assertEqual(mail.part_ids.state, "kept")
        self.assertEqual(self.env["mail.mail"].search_count([]), sent)

    def test_a_name_that_looks_like_an_address_is_no_sender(self):
        self.assert_aside(self.come(self.letter(
            self.csv(), sender='"clerk@laundry.example" <eve@elsewhere.example>')), "unknown")

    def test_two_senders_are_none(self):
        self.assert_aside(self.come(self.letter(
            self.csv(), sender="clerk@laundry.example, eve@elsewhere.example")), "senders")
        raw = self.letter(self.csv()).as_bytes()
        self.assert_aside(self.come(b"From: eve@elsewhere.example\n" + raw), "senders")

    def test_a_sender_on_the_list_is_known_in_any_writing(self):
        self.box.sender_ids = [(0, 0, {"email": "Robot <ROBOT@Laundry.Example>"})]
        self.assertEqual(self.come(self.letter(
            self.csv(), sender="robot@laundry.EXAMPLE", Auto_Submitted="auto-generated")).state,
            "taken")

    def test_another_suppliers_sender_is_not_known_here(self):
        self.env["res.partner"].create({
            "name": "Rival", "quittance_is_supplier": True, "quittance_supplier_code": "TST-RIV",
            "email": "boss@rival.example"})
        self.assert_aside(self.come(self.letter(self.csv(), sender="boss@rival.example")), "unknown")

    def test_a_verdict_of_the_companys_own_server_is_honoured(self):
        self.settings.mail_server_names = "mx.files.example"
        forged = "mx.files.example; spf=pass (of x; dmarc=pass); dmarc=fail (p=none)"
        self.assert_aside(self.come(self.letter(self.csv(), Authentication_Results=forged)),
                          "forged")
        mail = self.come(self.letter(
            self.csv(), Authentication_Results="mx.files.example; spf=fail; dkim=pass"))
        self.assertEqual((mail.state, mail.verdict), ("taken", "pass"), "forwarded and signed")

    def test_a_verdict_of_others_is_not_believed(self):
        self.settings.write({"mail_server_names": "mx.files.example", "mail_proof_needed": True})
        self.assert_aside(self.come(self.letter(
            self.csv(), Authentication_Results="mx.evil.example; dmarc=pass")), "unproven")
        self.settings.mail_proof_needed = False
        self.assertEqual(self.come(self.letter(
            self.csv(), Authentication_Results="mx.evil.example; dmarc=fail")).state, "taken")

    def test_an_employee_cannot_hand_in_a_message_in_a_suppliers_name(self):
        self.box.alias_id.alias_status = "valid"  # else Odoo wants to write on the alias
        self.env["mail.thread"].with_user(self.accountant).with_context(
            quittance_by_server=True).message_process(None, self.letter(self.csv()).as_bytes())
        self.assert_aside(self.env["quittance.mail"].search([], limit=1), "handed")

    def test_an_archived_supplier_sends_nothing(self):
        self.clerk.copy({"parent_id": False})
        self.supplier.active = False
        self.assert_aside(self.come(self.letter(self.csv())), "unknown")

    # ------------------------------------------------------------------ what is sent

    def test_no_file_at_all_is_kept_for_a_person(self):
        self.assert_aside(self.come(self.letter(text="It follows.")), "nofile")

    def test_automatic_answers_and_bounces_end_here(self):
        sent = self.env["mail.mail"].search_count([])
        mail = self.come(self.letter(text="Away.", Auto_Submitted="auto-replied (vacation)"))
        self.assertEqual(mail.state, "automatic")
        self.assertFalse(self.come(self.letter(sender="MAILER-DAEMON@laundry.example")))
        self.assertEqual(self.env["mail.mail"].search_count([]), sent, "no loop begins")

    def test_a_message_within_the_message_is_refused_with_a_sentence(self):
        inner = self.letter(self.csv())
        outer = self.letter()
        outer.add_attachment(inner)
        mail = self.come(outer)
        self.assert_aside(mail, "refused")
        self.assertIn("message within the message", mail.part_ids.sentence)

    def test_a_part_that_is_packed_too_deeply_is_refused(self):
        inner = self.letter(self.csv())
        for _level in range(12):
            outer = self.letter()
            outer.make_mixed()
            outer.attach(inner)
            inner = outer
        self.assert_aside(self.come(inner), "refused")

    def test_more_files_than_the_portal_takes_are_not_taken(self):
        mail = self.come(self.letter(*[self.csv(f"{number}.csv", CSV + b"%d" % number)
                                       for number in range(52)]))
        self.assertEqual((mail.state, mail.reason), ("aside", "refused"))
        self.assertEqual(len(self.files()), 50)

    def test_an_oversized_file_is_refused_by_the_portals_limit(self):
        self.patch(file_portal, "LARGEST", 20)
        mail = self.come(self.letter(self.csv()))
        self.assert_aside(mail, "refused")
        self.assertIn("64 MB", mail.part_ids.sentence)

    def test_a_message_that_came_cut_off_is_kept_aside(self):
        raw = self.letter(self.csv("a.csv", CSV * 40)).as_bytes()
        self.assert_aside(self.come(raw[:-200]), "broken")

    def test_an_empty_file_is_refused(self):
        mail = self.come(self.letter(self.csv(content=b"")))
        self.assert_aside(mail, "refused")
        self.assertIn("empty", mail.part_ids.sentence)

    def test_where_the_from_address_alone_is_believed_the_supplier_s_page_says_so(self):
        self.assertIn("From address alone", self.box.missing)
        self.settings.mail_server_names = "mx.files.example"
        self.box.invalidate_recordset()
        self.assertFalse(self.box.missing)
