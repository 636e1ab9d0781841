"""A month's life: what a person did is never undone (docs/months.md has the table)."""

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestMonth(BillingCase):
    def setUp(self):
        super().setUp()
        self.file, _answer = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        self.draft()
        self.month = self.month_of()
        self.move = self.month.move_id

    def _second_file(self, lines, **changes):
        """Import; a correction of what is posted is applied by the accountant."""
        file, answer = self.import_file(lines, **changes)
        if answer["status"] == "asked":
            file.with_user(self.accountant).action_apply_correction()
        return file, answer

    # ------------------------------------------------------------------ drafts

    def test_a_line_that_a_person_added_stays(self):
        self.move.write({"invoice_line_ids": [
            Command.create({"name": "By hand", "quantity": 1, "price_unit": 7})]})
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.draft()[0]["untaxed"], "37.00")
        self.assertIn("By hand", self.move.invoice_line_ids.mapped("name"))

    def test_a_line_that_a_person_changed_is_never_touched(self):
        self.move.write({"invoice_line_ids": [
            Command.update(self.stored("A1").invoice_line_id.id, {"price_unit": 8})]})
        self.assertTrue(self.stored("A1").edited)
        new, answer = self._second_file(
            [self.line(1, "A1", price="9.00")], replaces_sha256=self.file.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1})
        self.draft()
        self.assertEqual(self.move.amount_untaxed, 8)
        self.assertEqual(self.stored("A2", self.file).state, "superseded")

    def test_without_ticket_a_correction_does_not_bill_anew_what_a_person_dealt_with(self):
        def keyed(row, key, price):
            return self.line(row, "", price=price, key=key, client=self.chalet)

        file, _answer = self.import_file(
            [keyed(1, "f1a", "10.00"), keyed(2, "f1b", "11.00"), self.line(3, "A9")])
        self.draft()
        first = file.line_ids.filtered(lambda line: line.key == "f1a")
        first.invoice_line_id.write({"price_unit": 8})
        _new, answer = self._second_file(
            [keyed(1, "f1c", "9.00"), keyed(2, "f1b", "11.00"), self.line(3, "A9")],
            replaces_sha256=file.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1, "superseded": 2})
        self.draft()
        self.assertEqual(first.invoice_line_id.move_id.amount_untaxed, 19)
        self.assertFalse(first.withdraw)

    def test_a_changed_line_that_a_correction_drops_stays(self):
        self.stored("A1").invoice_line_id.write({"name": "Special"})
        self._second_file([self.line(1, "A2")], replaces_sha256=self.file.sha256)
        self.assertEqual([one["edited"] for one in self.pages()["withdraw"]], [True])
        self.draft()
        self.assertEqual(self.move.amount_untaxed, 20)

    def test_a_line_that_a_person_removed_stays_removed(self):
        self.move.write({"invoice_line_ids": [
            Command.delete(self.stored("A1").invoice_line_id.id)]})
        self.assertEqual(self.stored("A1").state, "removed")
        self._second_file([self.line(1, "A1"), self.line(2, "A3")])
        self.draft()
        self.assertEqual(self.move.amount_untaxed, 20)
        self.assertFalse(self.stored("A1", self.file).invoice_line_id)

    def test_a_correction_takes_services_off_the_draft(self):
        self._second_file([self.line(1, "A1", price="12.00")], replaces_sha256=self.file.sha256)
        self.assertEqual(self.stored("A2", self.file).state, "billed")
        self.assertTrue(self.stored("A2", self.file).withdraw)
        self.assertEqual(self.draft()[0]["status"], "extended")
        self.assertEqual(self.move.amount_untaxed, 12)
        self.assertEqual(self.stored("A2", self.file).state, "superseded")
        self.assertEqual(self.draft(), [])

    def test_a_deleted_draft_is_asked_about(self):
        self.move.unlink()
        self.assertEqual((self.month.state, self.stored("A1").state), ("deleted", "held"))
        self.assertTrue(self.month.question)
        self.assertEqual(self.draft(), [])
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.stored("A3").state, "held")
        self.assertEqual(self.draft(), [])

    def test_draft_again(self):
        self.move.unlink()
        self.decide(self.month.with_user(self.accountant).action_draft_again())
        self.assertEqual(self.month.state, "open")
        self.assertEqual(self.draft()[0]["status"], "created")
        self.assertEqual(self.month_of().move_id.amount_untaxed, 20)

    def test_do_not_bill(self):
        self.move.unlink()
        self.decide(self.month.with_user(self.accountant).action_do_not_bill(), "a present")
        self.assertEqual(self.stored("A1").state, "removed")
        self.assertEqual(self.draft(), [])
        self._second_file([self.line(1, "A1"), self.line(2, "A3")])
        self.assertEqual(self.stored("A3").state, "held")
        self.assertTrue(self.month.question)
        self.decide(self.month.with_user(self.accountant).action_draft_again())
        self.draft()
        self.assertEqual(self.month.move_id.amount_untaxed, 10)

    def test_an_empty_draft_may_be_deleted(self):
        self.move.invoice_line_ids.unlink()
        self.move.unlink()
        self.assertEqual(self.month.state, "open")
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.draft()[0]["status"], "created")

    def test_only_an_accountant_decides(self):
        self.move.unlink()
        with self.assertRaises(AccessError):
            self.month.with_user(self.employee).action_draft_again()
        self.decide(self.month.with_user(self.accountant).action_draft_again())
        with self.assertRaises(UserError):
            self.month.with_user(self.accountant).action_draft_again()

    # ------------------------------------------------------------------ cancelled

    def test_a_cancelled_draft_is_asked_about_and_drafted_again(self):
        self.move.button_cancel()
        self.assertEqual((self.month.state, self.stored("A1").state), ("cancelled", "held"))
        self.assertEqual(self.draft(), [])
        self.decide(self.month.with_user(self.accountant).action_draft_again())
        self.draft()
        self.assertNotEqual(self.month.move_id, self.move)
        self.assertEqual(self.month.move_id.amount_untaxed, 20)
        with self.assertRaises(UserError):
            self.move.button_draft()

    def test_a_cancelled_draft_that_is_taken_back(self):
        self.move.button_cancel()
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.stored("A3").state, "held")
        self.move.button_draft()
        self.assertEqual((self.month.state, self.stored("A1").state), ("open", "billed"))
        self.assertEqual(self.draft()[0]["untaxed"], "30.00")

    def test_a_posted_invoice_that_is_cancelled_is_asked_about(self):
        self.move.action_post()
        self.move.button_draft()
        self.move.button_cancel()
        self.assertEqual(self.month.state, "cancelled")
        self.decide(self.month.with_user(self.accountant).action_do_not_bill())
        self.assertEqual(self.stored("A1").state, "removed")
        self.assertEqual(self.draft(), [])

    def test_a_cancelled_invoice_that_is_deleted(self):
        self.move.button_cancel()
        self.move.unlink()
        self.assertEqual(self.month.state, "deleted")
        self.decide(self.month.with_user(self.accountant).action_draft_again())
        self.assertEqual(self.draft()[0]["untaxed"], "20.00")

    # ------------------------------------------------------------------ posted

    def test_after_posting_late_lines_go_onto_the_next_month(self):
        self.move.action_post()
        self.assertEqual(self.month.state, "posted")
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.draft()[0]["status"], "refused")
        answer = self.draft("2026-11")[0]
        self.assertEqual((answer["period"], answer["status"]), ("2026-11", "created"))
        self.assertEqual(self.stored("A3").month_id, self.month_of(period="2026-11"))

    def test_after_posting_a_correction_becomes_delta_lines(self):
        self.move.action_post()
        new, _answer = self._second_file(
            [self.line(1, "A1", price="12.00")], replaces_sha256=self.file.sha256)
        answer = self.draft("2026-11")[0]
        self.assertEqual((answer["status"], answer["written"]), ("created", 3))
        self.assertEqual(answer["untaxed"], "-8.00")
        self.assertEqual(self.month_of(period="2026-11").move_id.move_type, "out_refund")
        self.assertEqual(self.stored("A1", self.file).state, "credited")
        self.assertEqual(self.stored("A2", self.file).state, "credited")
        self.assertEqual(self.stored("A1", new).state, "billed")
        self.assertEqual(self.move.amount_untaxed, 20)
        self.assertEqual(self.draft("2026-11"), [])

    def test_a_reversing_line_that_a_person_removed_is_not_proposed_again(self):
        self.move.action_post()
        self._second_file([self.line(1, "A1")], replaces_sha256=self.file.sha256)
        self.draft("2026-11")
        self.assertTrue(self.stored("A2", self.file).reversal_line_id)
        self.stored("A2", self.file).reversal_line_id.unlink()
        self.assertEqual(self.stored("A2", self.file).state, "billed")
        self.assertEqual(self.draft("2026-11"), [])

    def test_a_deleted_draft_gives_its_reversing_lines_back(self):
        self.move.action_post()
        self._second_file([self.line(1, "A1"), self.line(2, "A3", period="2026-11")],
                          replaces_sha256=self.file.sha256)
        self.draft("2026-11")
        later = self.month_of(period="2026-11")
        later.move_id.unlink()
        self.assertEqual(self.stored("A2", self.file).state, "billed")
        self.assertEqual(self.stored("A3").state, "held")
        self.decide(later.with_user(self.accountant).action_draft_again())
        self.draft("2026-11")
        self.assertEqual(self.stored("A2", self.file).state, "credited")

    def test_reset_to_draft_stays_posted(self):
        self.move.action_post()
        self.move.button_draft()
        self.assertEqual(self.month.state, "posted")
        self._second_file([self.line(1, "A3")])
        self.assertEqual(self.draft()[0]["status"], "refused")
        self.stored("A1").invoice_line_id.unlink()
        self.assertEqual(self.stored("A1").state, "removed")
        self.move.action_post()
        self.assertEqual(self.month.state, "posted")

    def test_an_invoice_credited_by_a_person_is_not_credited_again(self):
        self.move.action_post()
        note = self.move._reverse_moves()
        note.action_post()
        self.assertEqual(self.month.credit_note_id, note)
        new, answer = self._second_file(
            [self.line(1, "A1", price="12.00")], replaces_sha256=self.file.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1})
        self.assertEqual(self.draft("2026-11"), [])
        note.button_draft()
        self.assertFalse(self.month.credit_note_id)

    def test_a_copy_of_the_invoice_bills_nothing(self):
        copy = self.move.copy()
        self.assertFalse(copy.invoice_line_ids.quittance_line_id)
        self.assertFalse(copy.quittance_month_id)

    # ------------------------------------------------------------------ once

    def test_a_month_and_a_service_are_unique_in_sql(self):
        for statement in (
            "INSERT INTO quittance_month (company_id, client_id, period, currency_id, kind,"
            " group_key, state) SELECT company_id, client_id, period, currency_id, kind, group_key,"
            " 'open' FROM quittance_month WHERE id = %s",
            "INSERT INTO quittance_month (company_id, client_id, period, currency_id, kind,"
            " group_key, state, move_id) SELECT company_id, client_id, '2031-01', currency_id,"
            " kind, group_key, 'open', move_id FROM quittance_month WHERE id = %s",
        ):
            with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"),\
                    self.env.cr.savepoint():
                self.env.cr.execute(statement, [self.month.id])

    def test_an_invoice_line_bills_one_service(self):
        self.env.flush_all()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"),\
                    self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE account_move_line SET quittance_line_id = %s WHERE id = %s",
                [self.stored("A1").id, self.stored("A2").invoice_line_id.id])

    # ------------------------------------------------------------------ sent

    def test_sending_is_recorded_once_with_its_way(self):
        with self.assertRaises(UserError):
            self.move.with_user(self.accountant).action_quittance_mark_sent()
        self.move.action_post()
        action = self.move.with_user(self.accountant).action_quittance_mark_sent()
        self.confirm(action, self.accountant, channel="post")
        first = self.move.quittance_sent_on
        self.assertTrue(first)
        self.assertIn("Post", self.move.message_ids[0].body)
        self.move._quittance_record_sent("mail")
        self.assertEqual(self.move.quittance_sent_on, first)

    def test_a_mail_counts_as_sent_once_it_left(self):
        self.move.action_post()
        template = self.env.ref("account.email_template_edi_invoice")
        self.villa.email = "villa@test.example"
        self.env["account.move.send"]._send_mail(
            self.move, template, body="here", partner_ids=self.villa.ids)
        message = self.move.quittance_mail_message_id
        self.assertIn("here", message.body)
        self.assertFalse(self.move.quittance_sent_on)
        mail = self.env["mail.mail"].create(
            {"mail_message_id": message.id, "auto_delete": False})
        mail._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.assertFalse(self.move.quittance_sent_on)
        mail._postprocess_sent_message([self.villa], [self.villa.email])
        self.assertTrue(self.move.quittance_sent_on)
