"""Files each of which replaces the one before: by when they came, whichever is read first."""

import hashlib
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .billing_common import BillingCase

WEEK = "2026-10-07T08:00:00Z"
LATER = "2026-10-14T08:00:00Z"


@tagged("post_install", "-at_install")
class TestCumulative(BillingCase):
    def setUp(self):
        super().setUp()
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main", "cumulative": True, "period_rule": "given"})
        self.one = [self.line(1, "A1")]
        self.both = [self.line(1, "A1"), self.line(2, "A2")]

    def opened(self, text, status="opened", **changes):
        answer = self.open_file(text, **changes)
        self.assertEqual(answer["status"], status, answer)
        return self.env["quittance.file"].browse(answer["file_id"])

    def read(self, file, lines):
        self.rpc("lines_put", file_id=file.id, lines=lines)
        return self.close_file(file.id, lines)

    def claim(self):
        return [one["file_id"] for one in self.rpc(
            "files_claim", company_id=self.company.id, limit=5, worker="next",
            lease_seconds=60)["files"]]

    def counted(self):
        self.env.invalidate_all()
        return self.env["quittance.line"].search(
            [("state", "=", "billable"), ("supplier_id", "=", self.supplier.id)]).mapped("ticket")

    def waiting(self, text):
        """A file that came to Odoo, as through the portal."""
        file = self.env["quittance.file"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "name": f"{text}.csv",
            "profile_id": self.supplier.quittance_profile_id.id, "period": "2026-10",
            "sha256": hashlib.sha256(text.encode()).hexdigest(), "channel": "portal"})
        file._keep(text.encode())
        return file

    # ------------------------------------------------------------------ out of order

    def test_an_older_one_that_is_read_late_is_asked_about_and_replaces_nothing(self):
        newer = self.opened("weeks 1-2", arrived=LATER)
        self.read(newer, self.both)
        older = self.opened("week 1", "asked", arrived=WEEK)
        self.assertEqual((older.question, older.replaces_id.id), ("overtaken", False))
        self.assertIn(newer.display_name, older.message)
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])

    def test_a_person_lets_the_older_one_replace_the_newer_one(self):
        newer = self.opened("weeks 1-2", arrived=LATER)
        self.read(newer, self.both)
        older = self.opened("week 1", "asked", arrived=WEEK)
        older.with_user(self.accountant).action_bill_anyway()
        self.assertEqual(self.claim(), older.ids)
        self.assertEqual(self.opened("week 1", file_id=older.id), older)
        self.assertEqual(older.replaces_id, newer)
        self.read(older, self.one)
        self.assertEqual(self.counted(), ["A1"])
        third = self.opened("weeks 1-3")
        self.assertEqual(third.replaces_id, older, "the one that stands, though it came earlier")

    def test_a_person_leaves_the_older_one_out(self):
        self.read(self.opened("weeks 1-2", arrived=LATER), self.both)
        older = self.opened("week 1", "asked", arrived=WEEK)
        self.confirm(older.with_user(self.accountant).action_do_not_bill(), self.accountant,
                     reason="overtaken")
        self.assertEqual(older.state, "refused")
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])

    def test_one_that_was_refused_and_is_read_again_does_not_replace_what_came_later(self):
        first = self.opened("week 0")
        self.read(first, self.one)
        refused = self.opened("week 1")
        self.rpc("file_refuse", file_id=refused.id, code="charset", message="no text")
        newer = self.opened("weeks 1-2")
        self.assertEqual(newer.replaces_id, first)
        self.read(newer, self.both)
        refused.with_user(self.accountant).action_read_again()
        self.opened("week 1", "asked", file_id=refused.id)
        self.assertEqual((refused.question, refused.replaces_id.id), ("overtaken", False))
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])

    def test_of_two_that_came_in_one_second_the_one_opened_last_stands(self):
        first = self.opened("week 1", arrived=WEEK)
        self.read(first, self.one)
        self.assertEqual(self.opened("weeks 1-2", arrived=WEEK).replaces_id, first)

    def test_a_clock_that_is_ahead_makes_no_file_the_newest_for_ever(self):
        ahead = fields.Datetime.now() + timedelta(days=3)
        first = self.opened("week 1", arrived=f"{ahead:%Y-%m-%dT%H:%M:%SZ}")
        self.assertLessEqual(first.arrived_at, fields.Datetime.now())

    # ------------------------------------------------------------------ broken off

    def abandoned(self, text, **changes):
        """Its reader died before the bytes were here."""
        file = self.opened(text, content="", size=len(text), **changes)
        self.rpc("lines_put", file_id=file.id, lines=self.one)
        file.lease_until = fields.Datetime.now() - timedelta(seconds=1)
        return file

    def test_a_file_whose_bytes_never_came_keeps_no_later_one_waiting(self):
        first = self.opened("week 0")
        self.read(first, self.one)
        lost = self.abandoned("week 1")
        reading = lost.reading_no
        newer = self.opened("weeks 1-2")
        self.assertEqual((newer.replaces_id, lost.state, lost.refused_code, lost.replaces_id.id),
                         (first, "refused", "broken_off", False))
        self.assertIn(newer.name, lost.message_shown)
        late = self.rpc("lines_put", file_id=lost.id, lines=self.both, reading=reading)
        self.assertEqual((late["over"], lost.line_ids.ids), (True, []), "its reader lives after all")
        self.assertEqual(self.open_file("week 1")["status"], "waiting")
        self.read(newer, self.both)
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])
        self.opened("week 1", "asked")
        self.assertEqual(lost.question, "overtaken", "brought again it is one that came earlier")
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])

    def test_brought_again_before_a_later_one_it_goes_on(self):
        lost = self.abandoned("week 1")
        self.assertEqual(self.opened("week 1", "resumed"), lost)
        self.assertEqual(self.open_file("weeks 1-2")["status"], "waiting")
        self.read(lost, self.one)
        self.assertEqual(self.opened("weeks 1-2").replaces_id, lost)

    def test_brought_again_in_another_month_it_is_of_its_own(self):
        lost = self.abandoned("week 1", period_counted=True)
        newer = self.opened("weeks 1-2")
        self.read(newer, self.both)
        self.opened("week 1", "asked", period="2026-11", period_counted=True)
        self.assertEqual((lost.period, lost.question), ("2026-10", "overtaken"))

    def test_one_that_waits_in_odoo_is_claimed_beside_it(self):
        lost = self.abandoned("week 1")
        second = self.waiting("weeks 1-2")
        self.assertNotIn(lost.display_name, second.waiting_message)
        self.assertEqual(self.claim(), second.ids)

    # ------------------------------------------------------------------ at the same time

    def test_two_of_a_month_are_never_open_together(self):
        first = self.opened("week 1")
        said = self.open_file("weeks 1-2")
        self.assertEqual((said["status"], said["file_id"]), ("waiting", 0))
        self.assertIn(first.display_name, said["message"])
        self.read(first, self.one)
        second = self.opened("weeks 1-2")
        self.assertEqual(second.replaces_id, first)
        self.read(second, self.both)
        self.assertEqual(sorted(self.counted()), ["A1", "A2"])

    def test_another_month_is_not_waited_for(self):
        self.opened("october")
        self.opened("november", period="2026-11")

    def test_one_waits_in_odoo_until_the_earlier_one_was_read(self):
        first = self.waiting("week 1")
        second = self.waiting("weeks 1-2")
        self.assertEqual(self.claim(), first.ids)
        self.assertEqual(self.opened("week 1", file_id=first.id), first)
        self.assertEqual(self.claim(), [])
        self.assertIn(first.display_name, second.waiting_message)
        self.read(first, self.one)
        self.assertEqual(self.claim(), second.ids)

    def test_what_was_open_together_all_the_same_is_not_billed_twice(self):
        """As by a profile that was made cumulative while both were read."""
        profile = self.env["quittance.profile"].search([("supplier_id", "=", self.supplier.id)])
        profile.cumulative = False
        first, second = self.opened("week 1"), self.opened("weeks 1-2")
        lines = [self.line(row, "", key=f"f1{row}") for row in (1, 2)]
        profile.cumulative = True
        self.read(first, [self.line(1, "", key="f19")])
        answer = self.read(second, lines)
        self.assertEqual((answer["status"], second.state, second.question),
                         ("asked", "asked", "overtaken"))
        self.assertEqual(self.close_file(second.id, lines), answer)
        self.assertEqual(len(self.counted()), 1)
        second.with_user(self.accountant).action_bill_anyway()
        self.opened("weeks 1-2", file_id=second.id)
        self.assertEqual(second.replaces_id, first)
        self.read(second, lines)
        self.assertEqual(len(self.counted()), 2)
