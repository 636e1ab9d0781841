"""The bytes of a file once more: as the correction of the file that it repeats, or of itself."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestFileAnew(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["quittance.profile"].create({
            "name": "main", "supplier_id": cls.supplier.id, "company_id": cls.company.id})

    def rows(self, prefix, numbers, **changes):
        return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00", **changes)
                for row in numbers]

    def bad(self, row, **changes):
        return self.line(row, f"A{row}", quantity="1", price="1.00", amount="",
                         **{"state": "quarantine", "reason_code": "number_unreadable",
                            "reason": "'x' in column 'Prix' is no number.", **changes})

    def read_again(self, file, lines):
        """As the connector does with a file that waits; file_close's answer."""
        claimed, = self.rpc("files_claim", company_id=self.company.id, limit=9, worker="w",
                            lease_seconds=60, size_max=0)["files"]
        self.assertEqual(claimed["file_id"], file.id)
        opened = self.rpc(
            "file_open", company_id=self.company.id, file_id=file.id,
            supplier_code=claimed["supplier_code"], profile=claimed["profile"],
            name=claimed["name"], period=claimed["period"], sha256=claimed["sha256"],
            size=claimed["size"], channel=claimed["channel"], sender=claimed["sender"],
            content="", replaces_sha256=claimed["replaces_sha256"])
        self.assertEqual((opened["file_id"], opened["status"]), (file.id, "opened"))
        self.root = opened["root_sha256"]
        self.rpc("lines_put", file_id=file.id, lines=lines)
        return self.close_file(file.id, lines)

    def file_of(self, action):
        return self.env["quittance.file"].browse(action["res_id"])

    # ------------------------------------------------------------------ of what it repeats

    def repeated(self):
        """(the first file, the one that repeats it and is asked about)."""
        first, _answer = self.import_file(self.rows("a", (1, 2, 3)))
        file, _answer = self.import_file(self.rows("b", (1, 2, 4)))
        self.assertEqual((file.question, file.repeats_id), ("repeats", first))
        return first, file.with_user(self.accountant)

    def test_a_repetition_becomes_a_correction_of_the_file_that_it_repeats(self):
        first, file = self.repeated()
        new = self.file_of(file.action_it_corrects())
        self.assertEqual((new.state, new.replaces_id, new.sha256),
                         ("waiting", first, file.sha256))
        self.assertEqual((file.state, file.question, file.taken_as_id), ("withdrawn", False, new))
        self.assertFalse(file.line_ids.filtered(lambda line: line.state != "rejected"))
        answer = self.read_again(new, self.rows("a", (1, 2, 4)))
        self.assertEqual(self.root, first.sha256, "its lines are known by the first file's key")
        self.assertEqual(answer["counts"], {"superseded": 2, "billable": 1})
        self.assertEqual(sorted(one["amount"] for one in self.pages()["lines"]),
                         ["1.00", "2.00", "4.00"])
        self.assertEqual(new.difference_ids.mapped("kind"), ["changed"])

    def test_where_the_first_was_posted_a_person_looks_before(self):
        first, file = self.repeated()
        self.draft()
        first.line_ids.month_id.move_id.action_post()
        new = self.file_of(file.action_it_corrects())
        self.read_again(new, self.rows("a", (1, 2, 4)))
        self.assertEqual((new.state, new.question), ("asked", "correction"))

    def test_it_corrects_the_newest_correction_of_that_file(self):
        first, file = self.repeated()
        later, _answer = self.import_file(self.rows("a", (1, 2)), replaces_sha256=first.sha256)
        self.assertEqual(self.file_of(file.action_it_corrects()).replaces_id, later)

    def test_the_answer_is_given_once_and_by_an_accountant(self):
        _first, file = self.repeated()
        with self.assertRaises(AccessError):
            file.with_user(self.employee).action_it_corrects()
        file.action_it_corrects()
        with self.assertRaisesRegex(UserError, "decided this meanwhile"):
            file.action_it_corrects()

    def test_a_withdrawn_file_cannot_be_corrected(self):
        first, file = self.repeated()
        first.sudo()._withdraw("wrong supplier")
        with self.assertRaisesRegex(UserError, "does not count any more"):
            file.action_it_corrects()
        self.assertEqual((file.state, file.question), ("closed", "repeats"))

    # ------------------------------------------------------------------ of itself

    def half_read(self):
        lines = [self.line(2, "A2"), self.bad(3), self.line(4, "A4")]
        file, answer = self.import_file(lines, text="half")
        self.assertEqual(answer["counts"], {"billable": 2, "quarantine": 1})
        return file.with_user(self.accountant)

    def test_a_read_file_is_read_again_for_what_waits_and_the_rest_stays(self):
        file = self.half_read()
        self.draft()
        billed = self.stored("A2")
        self.assertTrue(file.may_read_anew)
        new = self.file_of(file.action_read_again())
        self.assertEqual((new.replaces_id, new.sha256, new.period),
                         (file, file.sha256, file.period))
        lines = [self.line(2, "A2"), self.line(3, "A3", price="7.00"), self.line(4, "A4")]
        answer = self.read_again(new, lines)
        self.assertEqual(answer["counts"], {"superseded": 2, "billable": 1})
        self.assertEqual(billed.state, "billed", "what is the same is left alone")
        self.assertEqual(self.stored("A3", file).state, "superseded")
        self.draft()
        self.assertEqual(billed.month_id.move_id.amount_untaxed, 27)

    def test_the_same_bytes_still_count_once(self):
        file = self.half_read()
        new = self.file_of(file.action_read_again())
        self.read_again(new, [self.line(2, "A2"), self.bad(3), self.line(4, "A4")])
        again = self.open_file("half")
        self.assertEqual((again["file_id"], again["status"]), (new.id, "known"))
        self.assertFalse(file.may_read_anew)
        self.assertTrue(new.with_user(self.accountant).may_read_anew, "and once more by its profile")

    def test_a_person_who_decided_is_not_asked_again(self):
        file = self.half_read()
        self.confirm(self.stored("A3").with_user(self.accountant).action_reject(), self.accountant,
                     reason="not ours")
        self.assertFalse(file.may_read_anew, "nothing waits any more")
        self.import_file([self.bad(9)], text="other")
        other = self.stored("A9").file_id.with_user(self.accountant)
        self.read_again(self.file_of(other.action_read_again()), [self.bad(9)])
        self.assertEqual(self.stored("A3").state, "rejected")

    def test_when_it_is_not_applied_the_file_stands_and_can_be_read_again(self):
        file = self.half_read()
        self.draft()
        self.stored("A2").month_id.move_id.action_post()
        new = self.file_of(file.action_read_again())
        self.read_again(new, [self.line(2, "A2"), self.line(3, "A3", price="7.00")])
        self.assertEqual(new.question, "correction")
        self.confirm(new.with_user(self.accountant).action_do_not_apply(), self.accountant,
                     reason="no")
        self.assertEqual((new.state, file.read_anew), ("withdrawn", False))
        self.assertEqual(self.open_file("half")["file_id"], file.id)
        self.assertEqual(self.file_of(file.action_read_again()).replaces_id, file)

    def test_both_go_together_when_it_is_withdrawn(self):
        file = self.half_read()
        new = self.file_of(file.action_read_again())
        self.read_again(new, [self.line(2, "A2"), self.line(3, "A3", price="7.00")])
        new.sudo()._withdraw("wrong month")
        self.assertEqual((file.state, new.state), ("withdrawn", "withdrawn"))

    def test_the_preview_saves_the_profile_and_reads_the_file_anew(self):
        file = self.half_read()
        preview = self.env["quittance.profile.preview"].with_user(self.accountant).browse(
            file.action_mend_profile()["res_id"])
        self.assertEqual(base64.b64decode(preview.with_context(bin_size=False).content), b"half")
        preview.write({"profile_id": self.profile.id, "profile_name": "main", "state": "answered"})
        new = self.file_of(preview.action_save_and_read())
        self.assertEqual((new.replaces_id, new.profile_id, new.state),
                         (file, self.profile, "waiting"))
        self.assertEqual(file.state, "closed")
