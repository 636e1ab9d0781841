"""A file that was taken for the wrong supplier or month, withdrawn."""

import hashlib

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestWithdraw(BillingCase):
    def setUp(self):
        super().setUp()
        self.lines = [self.line(1, "A1"), self.line(2, "A2", price="5.00", client=self.chalet)]
        self.file, _answer = self.import_file(self.lines, text="the wrong month")

    def look(self, file=None, user=None):
        """The dialog, and its rows as {fate: (lines, sum)}."""
        action = (file or self.file).with_user(user or self.accountant).action_withdraw()
        wizard = self.env["quittance.withdraw"].browse(action["res_id"])
        return action, {row.fate: (row.lines, row.amount) for row in wizard.row_ids}

    def withdraw(self, file=None, reason="wrong month"):
        action, rows = self.look(file)
        self.confirm(action, self.accountant, reason=reason)
        return rows

    def holds(self):
        """The file's figures and I5."""
        report = self.rpc("report", company_id=self.company.id, period="")
        self.assertTrue(report["invariants"]["I5"]["holds"], report["invariants"]["I5"])
        self.assertTrue(report["invariants"]["I6"]["holds"], report["invariants"]["I6"])

    # ------------------------------------------------------------------ before drafting

    def test_what_is_not_billed_yet_is_never_billed(self):
        self.assertEqual(self.withdraw(), {"out": (2, 15)})
        self.assertEqual(self.file.state, "withdrawn")
        self.assertEqual(set(self.file.line_ids.mapped("state")), {"rejected"})
        self.assertIn("wrong month", self.stored("A1").reason)
        self.assertEqual(self.draft(), [])
        self.holds()

    def test_quarantined_and_held_services_go_as_well(self):
        file, _answer = self.import_file([self.unknown_client(1, "Q1", "NOBODY")])
        self.assertEqual(self.withdraw(file), {"out": (1, 10)})
        self.assertEqual(file.line_ids.state, "rejected")
        self.holds()

    def test_withdrawing_twice_does_nothing(self):
        self.withdraw()
        messages = len(self.file.message_ids)
        self.file.sudo()._withdraw("again")
        self.assertEqual(len(self.file.message_ids), messages)
        self.assertNotIn("again", self.file.message)

    def test_a_reason_is_needed_and_an_accountant(self):
        action, _rows = self.look()
        with self.assertRaises(UserError):
            self.confirm(action, self.accountant, reason=" ")
        with self.assertRaises(AccessError):
            self.file.with_user(self.employee).action_withdraw()

    def test_what_changed_since_the_preview_is_looked_at_again(self):
        action, _rows = self.look()
        self.draft()
        with self.assertRaisesRegex(UserError, "look again"):
            self.confirm(action, self.accountant, reason="wrong month")
        self.assertEqual(self.file.state, "closed")

    # ------------------------------------------------------------------ on drafts

    def test_services_leave_the_open_drafts_at_once(self):
        self.import_file([self.line(1, "B1", price="7.00")])
        self.draft()
        move, empty = self.month_of().move_id, self.month_of(self.chalet).move_id
        self.assertEqual(self.withdraw(), {"off_draft": (2, 15)})
        self.assertEqual((move.amount_untaxed, len(move.invoice_line_ids)), (7, 1))
        self.assertEqual(self.stored("A1").state, "rejected")
        self.assertFalse(empty.exists(), "nothing is left on it")
        self.assertEqual(self.month_of(self.chalet).state, "open")
        self.assertEqual(self.draft(), [])
        self.holds()

    def test_a_draft_that_falls_below_zero_becomes_a_credit_note(self):
        self.import_file([self.line(1, "B1", price="-4.00")])
        self.draft()
        move = self.month_of().move_id
        self.assertEqual((move.move_type, move.amount_untaxed), ("out_invoice", 6))
        self.withdraw()
        self.assertEqual((move.move_type, move.amount_untaxed), ("out_refund", 4))
        self.holds()

    def test_what_a_person_changed_or_added_stays_and_is_listed(self):
        self.draft()
        move = self.month_of().move_id
        move.write({"invoice_line_ids": [
            Command.update(self.stored("A1").invoice_line_id.id, {"price_unit": 8}),
            Command.create({"name": "By hand", "quantity": 1, "price_unit": 7, "tax_ids": []})]})
        self.assertEqual(self.withdraw(), {"off_draft": (1, 5), "person_draft": (1, 10)})
        self.assertEqual(move.amount_untaxed, 15)
        self.assertEqual(self.file.left_count, 1)
        self.assertTrue(self.file.left_said.startswith("1 of its services stands on an invoice"))
        self.assertEqual(
            self.env["quittance.line"].search(
                self.file.with_user(self.accountant).action_left()["domain"]), self.stored("A1"))
        self.draft()
        self.assertEqual(move.amount_untaxed, 15)
        self.stored("A1").invoice_line_id.unlink()
        self.assertEqual((self.stored("A1").state, self.file.left_count), ("rejected", 0))
        self.holds()

    def test_a_draft_with_something_attached_is_kept(self):
        self.draft()
        move = self.month_of().move_id
        self.env["ir.attachment"].create(
            {"name": "note.txt", "res_model": "account.move", "res_id": move.id, "raw": b"x"})
        self.withdraw()
        self.assertTrue(move.exists())
        self.assertFalse(move.invoice_line_ids)

    def test_held_services_of_a_cancelled_draft_do_not_come_back_with_it(self):
        self.draft()
        move = self.month_of().move_id
        move.button_cancel()
        self.assertEqual(self.withdraw(), {"out": (1, 10), "off_draft": (1, 5)})
        with self.assertRaisesRegex(UserError, "not to be billed any more"):
            move.button_draft()
        self.decide(self.month_of().with_user(self.accountant).action_draft_again())
        self.assertEqual(self.draft(), [])
        self.holds()

    # ------------------------------------------------------------------ after posting

    def test_what_was_posted_becomes_a_proposed_credit(self):
        self.draft()
        posted = self.month_of().move_id
        posted.action_post()
        self.assertEqual(self.withdraw(), {"off_draft": (1, 5), "credit": (1, 10)})
        self.assertEqual((posted.state, posted.amount_untaxed), ("posted", 10))
        self.assertEqual(self.stored("A1").state, "billed")
        self.holds()
        answer, = self.draft("2026-11")
        self.assertEqual((answer["untaxed"], answer["status"]), ("-10.00", "created"))
        note = self.month_of(period="2026-11").move_id
        self.assertEqual((note.move_type, note.state), ("out_refund", "draft"))
        self.assertEqual(self.stored("A1").state, "credited")
        self.assertEqual(self.draft("2026-11"), [])
        self.holds()

    def test_what_a_person_changed_on_a_posted_invoice_is_left_to_that_person(self):
        self.draft()
        self.stored("A1").invoice_line_id.write({"price_unit": 8})
        self.month_of().move_id.action_post()
        self.assertEqual(self.withdraw()["person_posted"], (1, 10))
        self.assertEqual(self.draft("2026-11"), [])
        self.assertEqual(self.file.left_count, 1)
        self.holds()

    def test_an_invoice_that_a_person_credited_is_not_credited_again(self):
        self.draft()
        move = self.month_of().move_id
        move.action_post()
        move._reverse_moves().action_post()
        self.assertEqual(self.withdraw()["credited"], (1, 10))
        self.assertEqual(self.draft("2026-11"), [])
        again = self.take_again(period="2026-11")
        self.assertEqual(again["counts"], {"billable": 2})

    # ------------------------------------------------------------------ corrections

    def test_a_correction_goes_together_with_what_it_corrects(self):
        new, _answer = self.import_file(
            [self.line(1, "A1", price="12.00")], replaces_sha256=self.file.sha256)
        with self.assertRaisesRegex(UserError, "withdraw that one"):
            self.look(self.file)
        self.assertEqual(self.withdraw(new), {"out": (1, 12), "before": (2, 15)})
        self.assertEqual((new.state, self.file.state), ("withdrawn", "withdrawn"))
        self.assertEqual(self.draft(), [])
        self.holds()

    # ------------------------------------------------------------------ taken again

    def take_again(self, period, lines=None, supplier=None):
        """*Take again* on the screen, and the connector that reads it; file_close's answer."""
        action = self.file.with_user(self.accountant).action_take_again()
        shown = self.confirm_import(action, period=period,
                                    supplier_id=(supplier or self.supplier).id)
        self.again = self.env["quittance.file"].browse(shown["res_id"])
        if self.again.state == "asked":
            self.again.with_user(self.accountant).action_bill_anyway()
        claimed, = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="w",
                            lease_seconds=60)["files"]
        opened = self.open_file("the wrong month", period=period, file_id=claimed["file_id"],
                                supplier_code=claimed["supplier_code"])
        self.assertEqual((opened["status"], opened["file_id"]), ("opened", self.again.id))
        lines = lines or [{**line, "period": period} for line in self.lines]
        self.rpc("lines_put", file_id=self.again.id, lines=lines)
        return self.close_file(self.again.id, lines)

    def confirm_import(self, action, period, supplier_id):
        """Fill in the dialog as on the screen."""
        supplier = self.env["res.partner"].browse(supplier_id)
        profile = self.env["quittance.profile"].create(
            {"name": "main", "company_id": self.company.id, "supplier_id": supplier.id})
        wizard = self.env[action["res_model"]].with_user(self.accountant).browse(action["res_id"])
        with Form(wizard) as form:
            form.supplier_id = supplier
            form.period = period
            self.assertIn(form.profile_id.id, (False, profile.id))
        return wizard.action_import()

    def test_pa_06_the_same_bytes_are_taken_for_the_right_month(self):
        self.withdraw()
        self.assertEqual(self.take_again("2026-09")["counts"], {"billable": 2})
        self.assertEqual(self.again.sha256, self.file.sha256)
        self.draft("2026-09")
        self.assertEqual(self.month_of(period="2026-09").move_id.amount_untaxed, 10)
        self.holds()

    def test_the_same_bytes_are_taken_for_the_right_supplier(self):
        self.file.profile_id = self.env["quittance.profile"].create(
            {"name": "laundry", "company_id": self.company.id, "supplier_id": self.supplier.id})
        self.withdraw()
        other = self.env["res.partner"].create({
            "name": "Cleaner", "quittance_is_supplier": True, "quittance_supplier_code": "TST-CLN"})
        answer = self.take_again("2026-10", supplier=other)
        self.assertEqual(answer["counts"], {"billable": 2})
        self.assertEqual(set(self.again.line_ids.mapped("supplier_id")), {other})
        self.assertEqual(self.again.profile_id.supplier_id, other)

    def test_taken_again_after_posting_it_is_credited_once_and_billed_once(self):
        self.draft()
        self.month_of().move_id.action_post()
        self.withdraw()
        self.take_again("2026-11")
        answer = {one["client_id"]: one["untaxed"] for one in self.draft("2026-11")}
        self.assertEqual(answer, {self.villa.id: "0.00", self.chalet.id: "5.00"})
        self.assertEqual(self.draft("2026-11"), [])
        self.holds()

    def test_pa_06_the_same_supplier_and_month_again_are_asked_about(self):
        self.withdraw()
        asked = self.open_file("the wrong month")
        self.assertEqual(asked["status"], "asked")
        self.assertNotEqual(asked["file_id"], self.file.id)
        again = self.env["quittance.file"].browse(asked["file_id"])
        self.assertEqual(again.question, "withdrawn")
        self.assertEqual(self.open_file("the wrong month"), asked)
        again.with_user(self.accountant).action_bill_anyway()
        self.assertEqual(self.open_file("the wrong month")["status"], "opened")

    def test_what_a_person_dealt_with_is_not_billed_anew(self):
        self.draft()
        self.stored("A1").invoice_line_id.write({"price_unit": 8})
        self.stored("A2").invoice_line_id.unlink()
        self.withdraw()
        answer = self.take_again("2026-09", [
            {**line, "period": "2026-09", "key": f"{line['key']}9"} for line in self.lines])
        self.assertEqual(answer["counts"], {"quarantine": 2})

    def test_what_a_person_rejected_by_itself_is_not_billed_by_taking_the_file_again(self):
        self.confirm(self.stored("A1").with_user(self.accountant).action_reject(),
                     self.accountant, reason="not ours")
        self.withdraw()
        self.assertEqual(self.take_again("2026-09")["counts"], {"billable": 1, "quarantine": 1})
        self.assertEqual(self.stored("A1").reason_code, "ticket_conflict")

    def test_a_masked_copy_is_taken_again_under_the_original_s_sha256(self):
        masked = b"0000 masked"
        self.file.sudo()._keep(masked, hashlib.sha256(masked).hexdigest())
        self.file.masked = 1
        self.withdraw()
        self.take_again("2026-09")
        self.assertEqual((self.again.sha256, self.again.stored_sha256, self.again.masked),
                         (self.file.sha256, self.file.stored_sha256, 1))
        self.assertEqual(self.again._bytes(), masked)

    def test_only_a_withdrawn_file_is_taken_again(self):
        with self.assertRaisesRegex(UserError, "was not withdrawn"):
            self.file.with_user(self.accountant).action_take_again()
