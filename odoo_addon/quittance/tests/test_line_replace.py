"""The same ticket with other content: both figures, and the answer that the new line replaces the
earlier one."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestLineReplace(BillingCase):
    def setUp(self):
        super().setUp()
        self.first, _answer = self.import_file([self.line(2, "A1", price="68.00", quantity="2")])
        self.earlier = self.stored("A1", self.first)

    def conflict(self, **changes):
        """The line of a later file that says otherwise, as an accountant."""
        line = self.line(5, "A1", **{"price": "70.00", "quantity": "2", **changes})
        file, _answer = self.import_file([line])
        found = self.stored("A1", file)
        self.assertEqual(found.reason_code, "ticket_conflict")
        return found.with_user(self.accountant)

    def invoiced(self):
        self.draft()
        return self.earlier.month_id.move_id

    def test_both_figures_stand_side_by_side(self):
        line = self.conflict()
        self.assertRegex(line.figures_before, "2 × 68.00 = 136.00")
        self.assertIn("row 2", line.figures_before)
        self.assertRegex(line.figures_now, "2 × 70.00 = 140.00")
        group = self.env["quittance.quarantine"].with_user(self.accountant).browse(line.id)
        self.assertEqual((group.figures_before, group.figures_now, group.may_replace),
                         (line.figures_before, line.figures_now, True))
        self.assertIn("A1", group.code)

    def test_each_conflict_is_a_row_of_its_own(self):
        self.import_file([self.line(3, "A2")])
        lines = [self.line(row, f"A{row}", price="77.00") for row in (1, 2)]
        file, _answer = self.import_file(lines)
        groups = self.env["quittance.quarantine"].search([("id", "in", file.line_ids.ids)])
        self.assertEqual(groups.mapped("line_count"), [1, 1])

    def test_a_waiting_one_gives_way(self):
        line = self.conflict()
        self.env["quittance.quarantine"].with_user(self.accountant).browse(
            line.id).action_replace_earlier()
        self.assertEqual((self.earlier.state, self.earlier.other_id), ("superseded", line))
        self.assertEqual(line.state, "billable")
        self.assertEqual(line.key, self.earlier.key)
        self.assertIn("Replaced by row 5", self.earlier.reason)
        self.assertEqual([one["amount"] for one in self.pages()["lines"]], ["140.00"])

    def test_one_on_a_draft_leaves_it(self):
        move = self.invoiced()
        line = self.conflict()
        self.assertIn("on a draft", line.figures_before)
        line.action_replace_earlier()
        self.draft()
        self.assertEqual((self.earlier.state, line.state), ("superseded", "billed"))
        self.assertEqual(move.amount_untaxed, 140)

    def test_a_posted_one_is_taken_back_on_the_next_month(self):
        move = self.invoiced()
        move.action_post()
        line = self.conflict()
        self.assertIn(move.name, line.figures_before)
        line.action_replace_earlier()
        self.draft("2026-11")
        self.assertEqual(move.amount_untaxed, 136, "nothing of it is changed")
        self.assertEqual((self.earlier.state, line.state), ("credited", "billed"))
        november = line.month_id.move_id
        self.assertNotEqual(november, move)
        self.assertEqual(november.amount_untaxed, 4)

    def test_the_same_again_is_known_and_the_earlier_one_contradicts(self):
        self.conflict().action_replace_earlier()
        again, _answer = self.import_file([self.line(9, "A1", price="70.00", quantity="2")])
        self.assertEqual(again.line_ids.state, "superseded")
        old, _answer = self.import_file([self.line(9, "A1", price="68.00", quantity="2")])
        self.assertEqual(old.line_ids.reason_code, "ticket_conflict")

    def test_what_a_person_changed_is_left_to_that_person(self):
        move = self.invoiced()
        move.invoice_line_ids[:1].price_unit = 50
        line = self.conflict()
        self.earlier._refresh_edited()
        self.assertFalse(line.may_replace)
        with self.assertRaisesRegex(UserError, "a person dealt with"):
            line.action_replace_earlier()
        self.assertEqual((self.earlier.state, line.state), ("billed", "quarantine"))

    def test_two_answers_are_one(self):
        line = self.conflict()
        line.action_replace_earlier()
        with self.assertRaisesRegex(UserError, "decided this meanwhile"):
            line._replace_earlier()

    def test_it_waits_for_what_a_bill_needs(self):
        line = self.conflict(client=self.env["res.partner"], client_code="NOPE", client_id=0,
                             state="quarantine", reason_code="unknown_client", reason="")
        with self.assertRaisesRegex(UserError, "lacks what a bill needs"):
            line.action_replace_earlier()
        self.assertEqual(self.earlier.state, "billable")

    def test_it_is_for_accountants(self):
        line = self.conflict()
        with self.assertRaises(AccessError):
            line.with_user(self.employee).action_replace_earlier()
