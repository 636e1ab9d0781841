"""What a later file brought as well stands for itself once the line that it repeats is gone."""

from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestBroughtAgain(BillingCase):
    """A portal upload for the wrong month, and the same services in a new export for the right one."""

    def setUp(self):
        super().setUp()
        self.wrong = [self.line(row, f"A{row}", period="2026-09") for row in (1, 2)]
        self.right = [self.line(row, f"A{row}") for row in (1, 2)]

    def bring(self):
        """(the file of the wrong month, that of the right one: all of it known already)."""
        first, _answer = self.import_file(self.wrong, period="2026-09")
        return first, self.again()

    def again(self):
        file, answer = self.import_file(self.right)
        self.assertEqual(answer["counts"], {"superseded": len(self.right)})
        return file

    def withdraw(self, file):
        self.confirm(file.with_user(self.accountant).action_withdraw(), self.accountant,
                     reason="wrong month")

    def states(self, file):
        return {line.ticket: (line.state, line.other_id.id) for line in file.line_ids}

    def holds(self):
        report = self.rpc("report", company_id=self.company.id, period="")
        for name in ("I5", "I6"):
            self.assertTrue(report["invariants"][name]["holds"], report["invariants"][name])

    # ------------------------------------------------------------------ withdrawn

    def test_of_a_withdrawn_file_it_is_billed_in_its_own_month(self):
        first, second = self.bring()
        self.withdraw(first)
        self.assertEqual(self.states(second), {"A1": ("billable", False), "A2": ("billable", False)})
        self.assertIn("2 services stand for themselves", second.message_ids[0].body)
        self.draft()
        self.assertEqual(self.month_of().move_id.amount_untaxed, 20)
        messages = len(second.message_ids)
        first.sudo()._withdraw("again")
        self.assertEqual(len(second.message_ids), messages)
        self.holds()

    def test_of_a_posted_one_it_is_billed_beside_the_credit(self):
        first, second = self.bring()
        self.draft("2026-09")
        self.month_of(period="2026-09").move_id.action_post()
        self.withdraw(first)
        self.draft()
        self.assertEqual(set(first.line_ids.mapped("state")), {"credited"})
        self.assertEqual(set(second.line_ids.mapped("state")), {"billed"})
        self.assertEqual(self.month_of().move_id.amount_untaxed, 0)
        self.holds()

    def test_what_a_person_changed_or_removed_waits_for_a_person(self):
        first, second = self.bring()
        self.draft("2026-09")
        self.stored("A1", first).invoice_line_id.write({"price_unit": 8})
        self.stored("A2", first).invoice_line_id.unlink()
        self.withdraw(first)
        self.assertEqual(set(second.line_ids.mapped("reason_code")), {"ticket_conflict"})
        self.assertEqual(self.states(second), {
            ticket: ("quarantine", self.stored(ticket, first).id) for ticket in ("A1", "A2")})
        self.assertEqual(self.draft(), [])
        self.holds()

    def test_what_was_in_quarantine_waits_with_its_own_reason(self):
        self.wrong = [{**self.unknown_client(1, "A1", "X-1"), "period": "2026-09"}]
        self.right = [self.unknown_client(1, "A1", "X-1")]
        first, second = self.bring()
        self.withdraw(first)
        line = second.line_ids
        self.assertEqual((line.state, line.reason_code, line.reason),
                         ("quarantine", "unknown_client", "not known"))
        self.env["quittance.client.alias"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "X-1",
            "client_id": self.chalet.id})
        self.assertEqual(line.state, "billable")
        self.holds()

    def test_of_several_the_first_stands_and_then_the_next(self):
        first, second = self.bring()
        third = self.again()
        self.withdraw(first)
        self.assertEqual(set(second.line_ids.mapped("state")), {"billable"})
        self.assertEqual(self.states(third), {
            ticket: ("superseded", self.stored(ticket, second).id) for ticket in ("A1", "A2")})
        self.withdraw(second)
        self.assertEqual(set(third.line_ids.mapped("state")), {"billable"})
        self.holds()

    def test_a_withdrawn_one_stays_withdrawn(self):
        first, second = self.bring()
        self.withdraw(second)
        self.withdraw(first)
        self.assertEqual(set(second.line_ids.mapped("state")), {"superseded"})
        self.holds()

    def test_one_that_a_person_replaced_waits_for_a_person(self):
        first, _answer = self.import_file(self.right)
        other, _answer = self.import_file([self.line(5, "A1", price="12.00")])
        self.stored("A1", other).with_user(self.accountant).action_replace_earlier()
        self.withdraw(other)
        line = self.stored("A1", first)
        self.assertEqual((line.state, line.reason_code), ("quarantine", "ticket_conflict"))
        self.holds()

    # ------------------------------------------------------------------ corrected

    def test_what_a_correction_drops_stands_and_what_it_changes_is_the_corrections(self):
        first, second = self.bring()
        self.import_file([self.line(1, "A1", price="12.00", period="2026-09")],
                         period="2026-09", replaces_sha256=first.sha256)
        self.assertEqual(self.states(second), {
            "A1": ("superseded", self.stored("A1", first).id), "A2": ("billable", False)})
        self.holds()

    def test_what_a_second_correction_drops_stands_though_the_first_had_changed_it(self):
        first, second = self.bring()
        changed, _answer = self.import_file(
            [self.line(1, "A1", price="12.00", period="2026-09"), self.wrong[1]],
            period="2026-09", replaces_sha256=first.sha256)
        self.import_file([self.wrong[1]], period="2026-09", replaces_sha256=changed.sha256)
        self.assertEqual(self.states(second), {
            "A1": ("billable", False), "A2": ("superseded", self.stored("A2", first).id)})
        self.holds()

    def test_of_a_correction_that_is_asked_about_nothing_stands_before_it_is_applied(self):
        first, second = self.bring()
        self.draft("2026-09")
        self.month_of(period="2026-09").move_id.action_post()
        file, answer = self.import_file([self.wrong[0]], period="2026-09",
                                        replaces_sha256=first.sha256)
        self.assertEqual(answer["status"], "asked")
        self.assertEqual(set(second.line_ids.mapped("state")), {"superseded"})
        file.with_user(self.accountant).action_apply_correction()
        self.assertEqual(self.stored("A2", second).state, "billable")
        self.assertEqual(self.stored("A1", second).state, "superseded")
        self.holds()
