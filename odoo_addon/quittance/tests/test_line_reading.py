"""A number that can be read in two ways: a person chooses, and the figures still agree."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase

THOUSANDS = ", ."
DECIMALS = ". ,"


class LineReadingCase(BillingCase):
    def ambiguous(self, row, ticket, quantity="2", **changes):
        """`1.234` where the profile says a comma."""
        meant = [self.line(row, ticket, price=price, quantity=quantity)
                 for price in ("1.234", "1234")]
        marks = ((".", ","), (",", "."))
        return {
            **self.line(row, ticket, price="0", quantity=quantity, state="quarantine",
                        reason_code="number_ambiguous",
                        reason="'1.234' in column 'Prix' can be read in two ways: the profile "
                               "declares ',' before the decimals."),
            "price": "", "amount": "",
            "readings": [
                {"decimal_mark": decimal, "thousands_mark": thousands, "quantity": quantity,
                 "price": one["price"], "amount": one["amount"], "key": one["key"],
                 "content": one["content"]}
                for one, (decimal, thousands) in zip(meant, marks, strict=True)],
            **changes,
        }

    def group(self, line):
        self.env.flush_all()
        return self.env["quittance.quarantine"].with_user(self.accountant).browse(line.id)


@tagged("post_install", "-at_install")
class TestLineReading(LineReadingCase):
    def test_both_meanings_are_offered_with_their_figures(self):
        self.import_file([self.ambiguous(2, "A1")])
        choices = self.group(self.stored("A1")).suggestions
        self.assertEqual([one["id"] for one in choices], [DECIMALS, THOUSANDS])
        self.assertRegex(choices[0]["label"], r"^2 × 1[.,]234 = 2[.,]47$")
        self.assertRegex(choices[1]["label"], r"^2 × 1.234[.,]00 = 2.468[.,]00$")

    def test_the_choice_holds_for_all_lines_that_mean_the_same(self):
        self.import_file([self.ambiguous(2, "A1"), self.ambiguous(3, "A2"),
                          self.ambiguous(4, "A3", quantity="3")])
        group = self.group(self.stored("A1"))
        self.assertEqual(group.line_count, 2)
        self.assertIn("2 lines", group.accept_suggestion(THOUSANDS)["said"])
        self.assertEqual(sorted(one["amount"] for one in self.pages()["lines"]),
                         ["2468.00", "2468.00"])
        self.assertEqual(self.stored("A3").state, "quarantine")
        self.assertEqual(self.stored("A1").reading_by, self.accountant)
        self.assertIn("was read as 2 ×", self.stored("A1").message_ids[0].body)

    def test_the_file_still_adds_up_and_its_end_may_be_repeated(self):
        lines = [self.ambiguous(2, "A1"), self.line(3, "A2")]
        file, _answer = self.import_file(lines)
        self.assertEqual((file.amount, file.unreadable, file.adds_up), (10, 1, True))
        self.group(self.stored("A1")).accept_suggestion(DECIMALS)
        self.assertEqual((file.amount, file.unreadable, file.adds_up), (12.47, 0, True))
        answer = self.close_file(file.id, lines)
        self.assertEqual(answer["counts"], {"billable": 2})
        again = self.rpc("lines_put", file_id=file.id, lines=lines)
        self.assertEqual((again["stored"], again["problems"]), (0, []))

    def test_what_was_chosen_is_known_when_it_comes_again_with_that_number(self):
        self.import_file([self.ambiguous(2, "A1")])
        self.group(self.stored("A1")).accept_suggestion(THOUSANDS)
        again, _answer = self.import_file([self.line(2, "A1", price="1234", quantity="2")])
        self.assertEqual(again.line_ids.state, "superseded")
        other, _answer = self.import_file([self.line(2, "A1", price="1.234", quantity="2")])
        self.assertEqual(other.line_ids.reason_code, "ticket_conflict")

    def test_a_key_that_another_service_has_is_left_to_it(self):
        taken = self.line(9, "", key="f1same", price="1234", quantity="2")
        line = self.ambiguous(2, "", key="f1own")
        line["readings"][1]["key"] = "f1same"
        file, _answer = self.import_file([line, taken])
        chosen = file.line_ids.filtered("readings")
        self.group(chosen).accept_suggestion(THOUSANDS)
        self.assertEqual((chosen.state, chosen.key), ("billable", "f1own"))

    def test_an_amount_that_the_file_states_counts_once(self):
        lines = [self.ambiguous(2, "A1", amount="2468.00")]
        del lines[0]["readings"][0]  # it would make another amount
        file, _answer = self.import_file(lines)
        self.assertEqual((file.amount, file.unreadable), (2468, 0))
        self.group(self.stored("A1")).accept_suggestion(THOUSANDS)
        self.assertEqual((file.amount, file.unreadable, file.adds_up), (2468, 0, True))
        self.assertEqual(self.close_file(file.id, lines)["counts"], {"billable": 1})

    def test_one_choice_settles_every_number_of_the_line(self):
        further = [{"code": "number_ambiguous", "reason": "'2.000' can be read in two ways."}]
        self.import_file([self.ambiguous(2, "A1", further=further)])
        self.group(self.stored("A1")).accept_suggestion(THOUSANDS)
        self.assertEqual((self.stored("A1").state, self.stored("A1").problems), ("billable", False))

    def test_what_is_unknown_besides_is_said_then(self):
        line = self.ambiguous(
            2, "A1", client_code="NOPE", client_id=0,
            further=[{"code": "unknown_client", "reason": "No client has the code 'NOPE'."}])
        self.import_file([line])
        self.group(self.stored("A1")).accept_suggestion(THOUSANDS)
        line = self.stored("A1")
        self.assertEqual((line.state, line.reason_code, line.amount),
                         ("quarantine", "unknown_client", 2468))

    def test_one_person_chooses_and_only_what_is_offered(self):
        self.import_file([self.ambiguous(2, "A1")])
        line, group = self.stored("A1"), self.group(self.stored("A1"))
        with self.assertRaisesRegex(UserError, "cannot be read so"):
            group.accept_suggestion(", '")
        with self.assertRaises(AccessError):
            line.with_user(self.employee).accept_suggestion(THOUSANDS)
        group.accept_suggestion(THOUSANDS)
        with self.assertRaisesRegex(UserError, "decided this meanwhile"):
            line.with_user(self.accountant).accept_suggestion(DECIMALS)
        self.assertEqual(line.amount, 2468)

    def test_the_profile_may_be_tried_with_the_marks_that_were_chosen(self):
        profile = self.env["quittance.profile"].create({
            "name": "main", "supplier_id": self.supplier.id, "company_id": self.company.id})
        file, _answer = self.import_file([self.ambiguous(2, "A1")])
        told = self.group(self.stored("A1")).accept_suggestion(THOUSANDS)
        self.assertEqual((told["file_id"], told["marks"]), (file.id, [",", "."]))
        action = file.with_user(self.accountant).action_mend_profile(told["marks"])
        preview = self.env["quittance.profile.preview"].browse(action["res_id"])
        self.assertEqual((preview.state, preview.decimal_mark, preview.thousands_mark),
                         ("waiting", ",", "point"))
        self.assertFalse(profile.thousands_mark, "nothing is kept before it is saved")

    def test_a_reading_without_an_amount_is_refused(self):
        opened = self.open_file()
        line = self.ambiguous(2, "A1")
        line["readings"][0]["amount"] = ""
        put = self.rpc("lines_put", file_id=opened["file_id"], lines=[line])
        self.assertEqual([one["code"] for one in put["problems"]], ["invalid"])


@tagged("post_install", "-at_install")
class TestLineReadingCorrected(LineReadingCase):
    """What a person chose stands when the row comes once more as it was."""

    def unticketed(self, row, key):
        line = self.ambiguous(row, "", key=key)
        for number, reading in enumerate(line["readings"]):
            reading["key"] = f"{key}-{number}"
        return line

    def chosen(self, line):
        file, _answer = self.import_file([line])
        self.group(file.line_ids).accept_suggestion(THOUSANDS)
        return file

    def assert_kept(self, file, answer, old):
        """The row that came again is known, and the line that a person decided is as it was."""
        self.assertEqual((file.line_ids.filtered("readings").state, old.state, old.withdraw),
                         ("superseded", "billed", False))
        self.assertNotIn("quarantine", answer["counts"])
        self.assertFalse(file.difference_ids.filtered("old_line_id"))

    def test_a_correction_of_another_row_leaves_it_on_its_draft(self):
        for name, line in (("ticket", self.ambiguous(2, "A1")),
                           ("none", self.unticketed(2, "f1own"))):
            with self.subTest(name):
                file = self.chosen(line)
                self.draft()
                new, answer = self.import_file([line, self.line(3, f"N{name}")],
                                               replaces_sha256=file.sha256)
                self.assert_kept(new, answer, file.line_ids)

    def test_a_correction_credits_nothing_of_it_that_is_posted(self):
        line = self.unticketed(2, "f1own")
        file = self.chosen(line)
        self.draft()
        self.month_of().move_id.action_post()
        new, answer = self.import_file([line], replaces_sha256=file.sha256)
        self.assertEqual(answer["status"], "closed", "nothing is asked about")
        self.assert_kept(new, answer, file.line_ids)

    def test_a_row_that_the_correction_has_otherwise_is_a_change(self):
        file = self.chosen(self.ambiguous(2, "A1"))
        new, _answer = self.import_file([self.ambiguous(2, "A1", quantity="3")],
                                        replaces_sha256=file.sha256)
        self.assertEqual((file.line_ids.state, new.line_ids.reason_code),
                         ("superseded", "number_ambiguous"))

    def test_every_file_of_a_cumulative_profile_leaves_it(self):
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main", "cumulative": True, "period_rule": "given"})
        for line in (self.ambiguous(2, "A1"), self.unticketed(3, "f1own")):
            file = self.chosen(line)
            for _week in range(2):
                new, answer = self.import_file([line])
                self.assertEqual((new.line_ids.state, answer["counts"]),
                                 ("superseded", {"superseded": 1}))
            self.assertEqual((file.line_ids.state, file.line_ids.amount), ("billable", 2468))

    def test_what_was_chosen_and_then_rejected_stays_rejected(self):
        line = self.ambiguous(2, "A1")
        file = self.chosen(line)
        file.line_ids._reject("not ours")
        new, _answer = self.import_file([line], replaces_sha256=file.sha256)
        self.assertEqual(new.line_ids.state, "rejected")
