"""A file whose reader died is taken up by the next one, and ends as if nothing had happened."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestFileLease(BillingCase):
    def setUp(self):
        super().setUp()
        self.lines = [self.line(1, "A1"), self.line(2, "A2"), self.unknown_client(3, "A3", "X-3")]

    def opened(self, **changes):
        answer = self.open_file("october", **changes)
        self.assertEqual(answer["status"], "opened")
        return self.env["quittance.file"].browse(answer["file_id"])

    def put(self, file, lines):
        self.assertEqual(self.rpc("lines_put", file_id=file.id, lines=lines)["problems"], [])

    def claim(self):
        return [one["file_id"] for one in self.rpc(
            "files_claim", company_id=self.company.id, limit=5, worker="next",
            lease_seconds=60)["files"]]

    def set_lease(self, file, **passed):
        file.lease_until = fields.Datetime.now() + timedelta(**passed)

    def test_the_next_reader_goes_on_where_the_one_that_died_stopped(self):
        file = self.opened()
        self.put(file, self.lines[:1])
        self.assertEqual(self.claim(), [], "its reader was heard of")
        self.set_lease(file, seconds=-1)
        self.assertEqual(self.claim(), file.ids)
        self.assertEqual(self.claim(), [], "never the same for two")
        again = self.open_file("october", file_id=file.id, content="")
        self.assertEqual((again["status"], again["file_id"]), ("resumed", file.id))
        self.assertEqual(self.rpc("lines_put", file_id=file.id, lines=self.lines)["stored"], 2)
        answer = self.close_file(file.id, self.lines)
        self.assertEqual(answer["counts"], {"billable": 2, "quarantine": 1})
        self.assertEqual((file.state, file.lease_until), ("closed", False))
        self.assertEqual(self.claim(), [])

    def test_whatever_a_reader_sends_keeps_the_file_its_own(self):
        file = self.opened(content="", size=len(b"october"))
        calls = (("file_part", {"offset": 0, "stored_sha256": "",
                                "content": base64.b64encode(b"october").decode()}),
                 ("lines_put", {"lines": self.lines}))
        for method, payload in calls:
            self.set_lease(file, seconds=1)
            self.rpc(method, file_id=file.id, **payload)
            self.assertGreater(file.lease_until, fields.Datetime.now() + timedelta(seconds=30))

    def test_a_file_that_is_not_all_here_is_brought_again_by_who_has_it(self):
        file = self.opened(content="", size=7)
        self.set_lease(file, seconds=-1)
        self.assertEqual(self.claim(), [])
        self.assertIn("import it again", file.waiting_message)

    def test_after_a_change_of_the_profile_it_is_read_from_the_beginning(self):
        profile = self.env["quittance.profile"].create({
            "name": "main", "supplier_id": self.supplier.id, "company_id": self.company.id})
        file = self.opened()
        self.put(file, self.lines)
        file.begun_at = fields.Datetime.subtract(profile.write_date, minutes=1)
        self.assertEqual(self.open_file("october")["status"], "resumed")
        self.assertFalse(file.line_ids)
        self.put(file, [self.line(1, "A1", price="12.00")])
        self.open_file("october")
        self.assertEqual(len(file.line_ids), 1, "once it began anew it goes on")

    def test_the_form_says_that_its_reading_was_broken_off(self):
        file = self.opened()
        self.assertEqual(file.waiting_message, "The connector reads it.")
        self.set_lease(file, seconds=-1)
        self.assertIn("broken off; the next connector goes on", file.waiting_message)

    def test_one_that_was_claimed_and_never_read_waits_long(self):
        file = self.opened()
        file.state = "waiting"
        self.set_lease(file, seconds=30)
        self.assertFalse(file._waits_long())
        self.set_lease(file, seconds=-30)
        self.assertTrue(file._waits_long())
        self.assertIn("quittance serve", file.waiting_message)

    # ------------------------------------------------------------------ a reader that is not dead

    def other_profile(self):
        self.env["quittance.profile"].create({
            "name": "other", "supplier_id": self.supplier.id, "company_id": self.company.id})

    def test_a_reader_whose_file_is_read_anew_by_another_profile_changes_nothing_more(self):
        answer = self.open_file("october")
        first, file = answer["reading"], self.env["quittance.file"].browse(answer["file_id"])
        self.rpc("lines_put", file_id=file.id, lines=self.lines[:1], reading=first)
        self.other_profile()
        second = self.open_file("october", profile="other")["reading"]
        self.assertNotEqual(second, first)
        late = self.rpc("lines_put", file_id=file.id, lines=self.lines, reading=first)
        self.assertEqual((late["over"], late["stored"], len(file.line_ids)), (True, 0, 0))
        own = [self.line(1, "B1")]
        self.rpc("lines_put", file_id=file.id, lines=own, reading=second)
        self.assertTrue(self.close_file(file.id, own, reading=first)["over"])
        self.assertTrue(self.rpc("file_refuse", file_id=file.id, code="charset", message="no",
                                 reading=first)["over"])
        self.assertEqual(file.state, "reading")
        self.assertEqual(self.close_file(file.id, own, reading=second)["status"], "closed")

    def test_two_readers_of_one_reading_help_each_other(self):
        first, second = self.open_file("october"), self.open_file("october")
        self.assertEqual((second["status"], second["reading"]), ("resumed", first["reading"]))

    def test_a_claimed_file_is_refused_by_whose_claim_it_still_is(self):
        file = self.opened()
        self.set_lease(file, seconds=-1)
        claimed, = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="next",
                            lease_seconds=60)["files"]
        self.assertEqual(claimed["reading"], file.reading_no)

    def test_what_differs_from_an_earlier_reading_is_read_anew_from_the_beginning(self):
        file = self.opened()
        self.put(file, self.lines)
        for changes in ({"tax_rate": "5"}, {"tax_included": True}, {"period": "2026-09"}):
            said = self.rpc("lines_put", file_id=file.id,
                            lines=[{**self.lines[0], **changes}])["problems"]
            self.assertEqual([one["code"] for one in said], ["other_values"], changes)
        anew = self.open_file("october", anew=True)
        self.assertEqual((anew["status"], len(file.line_ids)), ("resumed", 0))
        self.put(file, [{**self.lines[0], "tax_rate": "5"}])
