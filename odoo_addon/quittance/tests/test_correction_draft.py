"""A correction that has not reached its draft: the draft is not posted with what was taken back."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestCorrectionDraft(BillingCase):
    def setUp(self):
        super().setUp()
        self.file, _answer = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        self.draft()
        self.move = self.month_of().move_id

    def correct(self):
        """A1 costs more, A2 is dropped."""
        _file, answer = self.import_file([self.line(1, "A1", price="12.00")],
                                         replaces_sha256=self.file.sha256)
        self.assertEqual(answer["status"], "closed")

    def test_one_service_is_spoken_of_as_one(self):
        move = self.move.with_user(self.accountant)
        self.assertFalse(move.quittance_taken_back_said)
        self.import_file([self.line(1, "A1", price="12.00"), self.line(2, "A2")],
                         replaces_sha256=self.file.sha256)
        self.assertTrue(move.quittance_taken_back_said.startswith("1 service was corrected"))
        with self.assertRaisesRegex(UserError, "^1 service was corrected"):
            move.action_post()
        self.draft()
        said = "".join(self.month_of().message_ids.mapped("body"))
        self.assertIn("1 service was taken off by a correction.", said)
        move.button_cancel()
        self.assertIn("The invoice was cancelled: 2 services are held.",
                      self.month_of().message_ids[0].body)

    def assert_refused(self):
        with self.assertRaisesRegex(UserError, "Villa One 2026-10.*quittance draft"):
            self.move.with_user(self.accountant).action_post()
        self.assertEqual((self.move.state, self.month_of().state), ("draft", "open"))

    def test_it_is_posted_once_the_draft_was_written_again(self):
        self.correct()
        self.assertEqual(self.move.with_user(self.accountant).quittance_taken_back_count, 2)
        self.assert_refused()
        self.draft()
        self.assertEqual(self.move.with_user(self.accountant).quittance_taken_back_count, 0)
        self.move.with_user(self.accountant).action_post()
        self.assertEqual((self.move.state, self.move.amount_untaxed), ("posted", 12))

    def test_or_once_a_person_took_the_lines_off(self):
        self.correct()
        old = self.file.line_ids
        self.move.with_user(self.accountant).write({"invoice_line_ids": [
            (2, line.id) for line in old.invoice_line_id] + [
            (0, 0, {"name": "By hand", "quantity": 1, "price_unit": 7})]})
        self.assertEqual(set(old.mapped("state")), {"superseded"})
        self.move.with_user(self.accountant).action_post()
        self.assertEqual(self.move.amount_untaxed, 7)

    def test_what_a_person_changed_is_that_persons(self):
        self.file.line_ids.invoice_line_id.write({"price_unit": 8})
        self.correct()
        self.assertEqual(self.move.with_user(self.accountant).quittance_taken_back_count, 0)
        self.move.with_user(self.accountant).action_post()
        self.assertEqual(self.move.amount_untaxed, 16)

    def test_the_same_where_one_service_was_replaced_by_hand(self):
        file, _answer = self.import_file([self.line(5, "A1", price="13.00")])
        self.stored("A1", file).with_user(self.accountant).action_replace_earlier()
        self.assert_refused()
        self.draft()
        self.move.action_post()
        self.assertEqual(self.move.amount_untaxed, 23)

    def test_a_posted_invoice_that_is_posted_anew_is_not_stopped(self):
        self.move.action_post()
        file, _answer = self.import_file([self.line(1, "A1")], replaces_sha256=self.file.sha256)
        file.with_user(self.accountant).action_apply_correction()
        self.assertTrue(self.stored("A2").withdraw)
        self.move.button_draft()
        self.move.action_post()
        self.assertEqual(self.move.amount_untaxed, 20)

    def test_the_draft_says_so(self):
        arch = self.env["account.move"].with_user(self.accountant).get_view(
            self.env.ref("account.view_move_form").id)["arch"]
        self.assertIn("quittance_taken_back_said", arch)
