"""Corrections as a diff: applied at once where nothing is posted, shown and asked about where it is."""

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestCorrection(BillingCase):
    def setUp(self):
        super().setUp()
        self.file, _answer = self.import_file(
            [self.line(1, "A1"), self.line(2, "A2"), self.line(3, "A3"), self.line(4, "A4")])
        self.draft()
        self.move = self.month_of().move_id

    def correct(self, **changes):
        """PA-07: two lines changed, one removed, one added."""
        lines = [self.line(1, "A1", price="12.00"), self.line(2, "A2", price="9.00"),
                 self.line(3, "A3"), self.line(4, "A5", price="3.00")]
        file, answer = self.import_file(lines, replaces_sha256=self.file.sha256, **changes)
        self.lines = lines
        return file, answer

    def differences(self, file):
        """{ticket: (kind, place, before, now)} as shown."""
        return {one.ticket: (one.kind, one.place, one.old_amount, one.new_amount)
                for one in file.difference_ids}

    def holds(self):
        report = self.rpc("report", company_id=self.company.id, period="")
        for name in ("I5", "I6"):
            self.assertTrue(report["invariants"][name]["holds"], report["invariants"][name])

    # ------------------------------------------------------------------ nothing posted

    def test_pa_07_on_the_draft_it_is_applied_at_once_and_shown(self):
        file, answer = self.correct()
        self.assertEqual((answer["status"], answer["counts"]),
                         ("closed", {"billable": 3, "superseded": 1}))
        self.assertEqual(self.differences(file), {
            "A1": ("changed", "draft", 10, 12), "A2": ("changed", "draft", 10, 9),
            "A4": ("removed", "draft", 10, 0), "A5": ("added", False, 0, 3)})
        self.draft()
        self.assertEqual(self.move.amount_untaxed, 34)
        self.holds()

    def test_pa_07_what_the_accountant_changed_stays_and_is_said(self):
        self.stored("A1").invoice_line_id.write({"price_unit": 8})
        self.stored("A4").invoice_line_id.write({"price_unit": 7})
        file, answer = self.correct()
        self.assertEqual(answer["counts"], {"quarantine": 1, "billable": 2, "superseded": 1})
        shown = self.differences(file)
        self.assertEqual(shown["A1"], ("kept", "draft", 10, 12))
        self.assertEqual(shown["A4"], ("kept", "draft", 10, 0))
        effects = {one.ticket: one.effect for one in file.difference_ids}
        self.assertIn("waits in quarantine", effects["A1"])
        self.draft()
        self.assertEqual(self.move.amount_untaxed, 8 + 7 + 9 + 10 + 3)

    def test_without_ticket_a_changed_service_is_shown_beside_the_old_one(self):
        def keyed(row, key, price):
            return self.line(row, "", price=price, key=key, client=self.chalet)

        old, _answer = self.import_file([keyed(1, "f1a", "10.00"), keyed(2, "f1b", "11.00")])
        new, _answer = self.import_file([keyed(1, "f1c", "9.00"), keyed(2, "f1b", "11.00")],
                                        replaces_sha256=old.sha256)
        one, = new.difference_ids
        self.assertEqual((one.kind, one.place, one.old_amount, one.new_amount, one.delta),
                         ("changed", "waiting", 10, 9, -1))

    # ------------------------------------------------------------------ rejected before

    def reject(self, line, reason="not ours"):
        self.confirm(line.with_user(self.accountant).action_reject(), self.accountant,
                     reason=reason)

    def test_what_a_person_rejected_stays_rejected_unless_it_changed(self):
        lines = [self.line(1, "R1"), self.line(2, "R2"), self.line(3, "R3")]
        old, _answer = self.import_file(lines)
        self.reject(self.stored("R1") | self.stored("R2"))
        new, answer = self.import_file(
            [lines[0], self.line(2, "R2", price="9.00"), lines[2]], replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"rejected": 1, "quarantine": 1, "superseded": 1})
        unchanged, changed = self.stored("R1", new), self.stored("R2", new)
        self.assertEqual((unchanged.reason, unchanged.rejected_by, unchanged.other_id),
                         ("not ours", self.accountant, self.stored("R1", old)))
        self.assertEqual((changed.reason_code, changed.other_id),
                         ("ticket_conflict", self.stored("R2", old)))
        self.assertEqual([one["ticket"] for one in self.pages()["lines"]], ["R3"])
        self.assertEqual(self.differences(new), {"R2": ("kept", "waiting", 10, 9)})
        self.holds()

    def test_what_a_person_rejected_is_asked_about_in_the_next_ordinary_file(self):
        self.import_file([self.line(1, "R1"), self.line(2, "R2")])
        self.reject(self.stored("R1"))
        later, answer = self.import_file([self.line(1, "R1"), self.line(2, "R3")])
        self.assertEqual(answer["counts"], {"quarantine": 1, "billable": 1})
        again = later.line_ids.filtered(lambda line: line.state == "quarantine")
        self.assertEqual((again.ticket, again.reason_code), ("R1", "ticket_conflict"))
        self.assertEqual(again.other_id.state, "rejected")
        again.with_user(self.accountant).action_bill_conflict()
        self.assertEqual(again.state, "billable")

    def test_what_was_rejected_twice_stays_rejected_in_a_correction_of_the_second_file(self):
        self.import_file([self.line(1, "R1")])
        self.reject(self.stored("R1"))
        lines = [self.line(1, "R1"), self.line(2, "R2")]
        later, _answer = self.import_file(lines)
        self.reject(self.stored("R1", later))
        _new, answer = self.import_file([*lines, self.line(3, "R3")],
                                        replaces_sha256=later.sha256)
        self.assertEqual(answer["counts"], {"rejected": 1, "superseded": 1, "billable": 1})

    def test_without_ticket_a_file_of_rejected_rows_is_asked_about_when_it_returns(self):
        def keyed(prefix):
            return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00")
                    for row in (1, 2, 3)]

        old, _answer = self.import_file(keyed("a"))
        self.reject(old.line_ids)
        again, answer = self.import_file([*keyed("b"), self.line(4, "", key="f1b4")])
        self.assertEqual((again.question, again.repeats_id), ("repeats", old))
        self.assertEqual(answer["counts"], {"held": 4})

    def test_without_ticket_what_a_person_rejected_is_not_billed_anew(self):
        def keyed(row, key, price, **changes):
            return self.line(row, "", price=price, key=key, client=self.chalet, **changes)

        nobody = {**self.unknown_client(3, "", "X-3"), "key": "f1c"}
        old, _answer = self.import_file([keyed(1, "f1a", "10.00"), keyed(2, "f1b", "11.00"),
                                         nobody])
        self.reject(old.line_ids)
        new, answer = self.import_file(
            [keyed(1, "f1a", "10.00"), keyed(2, "f1d", "9.00"),
             self.line(3, "", key="f1e", client_code="X-3")], replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"rejected": 1, "quarantine": 2})
        self.assertEqual(set(new.line_ids.mapped("reason_code")), {False, "ticket_conflict"})
        self.assertEqual(self.pages()["lines"], [])

    def test_a_rejected_twin_does_not_stop_the_service_that_is_billed(self):
        old, _answer = self.import_file([self.line(1, "R1"), self.line(2, "R1", price="9.00")])
        self.reject(old.line_ids.filtered(lambda line: line.state == "quarantine"))
        _new, answer = self.import_file([self.line(1, "R1", price="8.00")],
                                        replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"billable": 1})
        self.assertEqual([one["amount"] for one in self.pages()["lines"]], ["8.00"])

    def test_what_went_with_a_withdrawn_file_does_not_stop_its_correction(self):
        lines = [self.line(1, "R1"), self.line(2, "R2")]
        old, _answer = self.import_file(lines)
        file = self.env["quittance.file"].browse(
            self.open_file("the correction", replaces_sha256=old.sha256)["file_id"])
        file.sudo()._refuse("charset", "no text")
        old.sudo()._withdraw("wrong")
        file.with_user(self.accountant).action_read_again()
        self.open_file("the correction", file_id=file.id)
        self.rpc("lines_put", file_id=file.id, lines=lines)
        self.assertEqual(self.close_file(file.id, lines)["counts"], {"billable": 2})

    def test_what_was_billed_in_spite_of_a_conflict_is_known_to_the_next_correction(self):
        first, _answer = self.import_file([self.line(1, "R1")])
        self.reject(self.stored("R1"))
        lines = [self.line(1, "R1", price="9.00")]
        second, _answer = self.import_file(lines, replaces_sha256=first.sha256)
        self.stored("R1", second).with_user(self.accountant).action_accept()
        _third, answer = self.import_file(lines, replaces_sha256=second.sha256)
        self.assertEqual(answer["counts"], {"superseded": 1})
        self.assertEqual([one["amount"] for one in self.pages()["lines"]], ["9.00"])

    def test_a_conflict_is_billed_once_its_client_is_known(self):
        first, _answer = self.import_file([self.line(1, "R1")])
        self.reject(self.stored("R1"))
        second, answer = self.import_file([self.unknown_client(1, "R1", "X-1")],
                                          replaces_sha256=first.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1})
        line = self.stored("R1", second).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "not known This cannot be billed"):
            line.action_accept()
        self.env["quittance.client.alias"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "X-1",
            "client_id": self.chalet.id})
        self.assertEqual(line.state, "quarantine")
        line.action_accept()
        self.assertEqual((line.state, line.client_id), ("billable", self.chalet))

    # ------------------------------------------------------------------ posted

    def test_pa_07_after_posting_it_is_asked_about_and_nothing_changes(self):
        self.move.action_post()
        file, answer = self.correct()
        self.assertEqual((answer["status"], answer["counts"]), ("asked", {"reading": 4}))
        self.assertEqual(answer["problems"][0]["code"], "correction")
        self.assertIn("1 added, 2 changed, 1 removed", answer["message"])
        self.assertEqual((file.state, file.question), ("asked", "correction"))
        self.assertEqual(set(self.file.line_ids.mapped("state")), {"billed"})
        self.assertFalse(any(self.file.line_ids.mapped("withdraw")))
        self.assertEqual(self.draft("2026-11"), [])
        self.assertEqual(self.differences(file), {
            "A1": ("changed", "posted", 10, 12), "A2": ("changed", "posted", 10, 9),
            "A4": ("removed", "posted", 10, 0), "A5": ("added", False, 0, 3)})
        self.assertRegex(file.correction_proposal, ">-30[.,]00<.*>24[.,]00<.*>-6[.,]00<")
        self.assertIn("a credit note", file.correction_proposal)
        self.holds()

    def test_the_same_calls_again_answer_the_same(self):
        self.move.action_post()
        file, answer = self.correct(text="the correction")
        self.assertEqual(self.close_file(file.id, self.lines), answer)
        again = self.open_file("the correction", replaces_sha256=self.file.sha256)
        self.assertEqual((again["status"], again["file_id"]), ("asked", file.id))
        file.with_user(self.accountant).action_apply_correction()
        closed = self.close_file(file.id, self.lines)
        self.assertEqual(closed["status"], "closed")
        self.assertEqual(self.close_file(file.id, self.lines), closed)

    def test_pa_07_applied_it_becomes_delta_lines_of_the_next_month(self):
        self.move.action_post()
        file, _answer = self.correct()
        shown = self.differences(file)
        file.with_user(self.accountant).action_apply_correction()
        self.assertEqual((file.state, file.question), ("closed", False))
        self.assertEqual(self.differences(file), shown)
        self.assertFalse(file.correction_proposal)
        messages = len(file.message_ids)
        file.with_user(self.accountant).action_apply_correction()
        self.assertEqual(len(file.message_ids), messages, "the second time does nothing")
        answer, = self.draft("2026-11")
        self.assertEqual((answer["untaxed"], answer["written"]), ("-6.00", 6))
        self.assertEqual(self.month_of(period="2026-11").move_id.move_type, "out_refund")
        self.assertEqual(self.move.amount_untaxed, 40)
        self.assertEqual(self.draft("2026-11"), [])
        self.holds()

    def proposed(self, file):
        """The figures of the one client: taken back, billed anew, together, waits besides."""
        row = html.fromstring(file.correction_proposal).xpath("//tbody/tr")[0]
        return [cell.text_content().replace(",", ".") for cell in row.xpath("td")][1:]

    def test_what_waits_besides_is_what_is_left_of_it_at_what_the_client_pays(self):
        dated = {"period": "2026-11", "date": "2026-11-05"}
        old, _answer = self.import_file(
            [self.line(1, "B1"), self.line(2, "B2", price="5.00", **dated),
             self.line(3, "B3", price="7.00", **dated)])
        self.draft()
        self.move.action_post()
        other, _answer = self.import_file([self.line(1, "C1", **dated)])
        self.assertEqual(other.line_ids.state, "billable")
        self.env.flush_all()
        self.env.cr.execute("UPDATE quittance_line SET bill_amount = 2 WHERE id = %s",
                            [other.line_ids.id])
        self.env.invalidate_all()
        file, _answer = self.import_file([self.line(1, "B1", price="4.00"),
                                          self.line(2, "B2", price="6.00", **dated)],
                                         replaces_sha256=old.sha256)
        # 10.00 is 4.00 now; 2.00 of another file wait, and 6.00 in the place of 5.00; 7.00 is gone.
        self.assertEqual(self.proposed(file), [
            "-10.00", "4.00", "-6.00", "8.00", "lines on the next invoice"])

    def test_not_applied_everything_stays_and_the_reason_is_kept(self):
        self.move.action_post()
        file, _answer = self.correct(text="the correction")
        action = file.with_user(self.accountant).action_do_not_apply()
        self.confirm(action, self.accountant, reason="the supplier errs")
        self.assertEqual((file.state, set(file.line_ids.mapped("state"))),
                         ("withdrawn", {"rejected"}))
        self.assertIn("the supplier errs", file.line_ids[0].reason)
        self.assertEqual(self.file.state, "closed")
        self.assertEqual(self.draft("2026-11"), [])
        self.assertEqual(
            self.open_file("the correction", replaces_sha256=self.file.sha256)["status"], "asked")
        self.holds()

    def test_what_changed_since_it_was_shown_is_shown_again_and_not_applied(self):
        self.move.action_post()
        file, _answer = self.correct()
        self.move.button_draft()
        self.stored("A1", self.file).invoice_line_id.write({"price_unit": 8})
        self.move.action_post()
        answer = file.with_user(self.accountant).action_apply_correction()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(file.question, "correction")
        self.assertEqual(self.differences(file)["A1"][0], "kept")
        self.assertEqual(file.with_user(self.accountant).action_apply_correction(), True)
        self.assertEqual(file.state, "closed")

    def test_a_correction_that_changes_nothing_is_not_asked_about(self):
        self.move.action_post()
        lines = [self.line(row, f"A{row}") for row in (1, 2, 3, 4)]
        file, answer = self.import_file(lines, replaces_sha256=self.file.sha256)
        self.assertEqual((answer["status"], answer["counts"]), ("closed", {"superseded": 4}))
        self.assertFalse(file.difference_ids)

    def test_a_newer_correction_takes_the_place_of_an_undecided_one(self):
        self.move.action_post()
        first, _answer = self.correct()
        for declared in (first, self.file):
            newer, answer = self.import_file(
                [self.line(1, "A1", price="13.00")], replaces_sha256=declared.sha256)
            self.assertEqual((answer["status"], newer.replaces_id), ("asked", self.file))
            self.assertEqual(first.state, "withdrawn")
            first = newer
        self.assertEqual(self.differences(newer)["A1"][3], 13)

    def test_a_cumulative_profile_is_a_correction_without_being_declared(self):
        profile = self.env["quittance.profile"].create({
            "name": "all of the month", "company_id": self.company.id,
            "supplier_id": self.supplier.id, "cumulative": True, "period_rule": "given"})
        first, _answer = self.import_file([self.line(1, "C1", client=self.chalet)],
                                          profile=profile.name)
        self.draft()
        self.month_of(self.chalet).move_id.action_post()
        second, answer = self.import_file(
            [self.line(1, "C1", client=self.chalet, price="11.00"),
             self.line(2, "C2", client=self.chalet)], profile=profile.name)
        self.assertEqual((answer["status"], second.replaces_id), ("asked", first))
        self.assertEqual(self.differences(second)["C1"], ("changed", "posted", 10, 11))

    def test_what_it_corrects_is_withdrawn_after_the_decision_alone(self):
        self.move.action_post()
        file, _answer = self.correct()
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            self.file.with_user(self.accountant).action_withdraw()
        file.sudo()._decide_not("no")
        self.assertTrue(self.file.with_user(self.accountant).action_withdraw())

    # ------------------------------------------------------------------ who may

    def test_only_an_accountant_decides(self):
        self.move.action_post()
        file, _answer = self.correct()
        for name in ("action_apply_correction", "action_do_not_apply"):
            with self.assertRaises(AccessError):
                getattr(file.with_user(self.employee), name)()

    def test_an_applied_correction_is_not_corrected_twice(self):
        file, _answer = self.correct()
        with self.assertRaisesRegex(UserError, "was corrected already"):
            self.open_file(replaces_sha256=self.file.sha256)
        self.assertEqual(self.open_file(replaces_sha256=file.sha256)["status"], "opened")

    # ------------------------------------------------------------------ tax and currency

    def taxed(self, rate, row=1, ticket="T1", **changes):
        return self.line(row, ticket, client=self.chalet, tax_rate=rate, **changes)

    def test_pa_07_a_correction_of_the_tax_alone_is_a_change(self):
        old, _answer = self.import_file([self.taxed("20"), self.taxed("20", 2, "T2")])
        self.draft()
        new, answer = self.import_file([self.taxed("10"), self.taxed("20.0", 2, "T2")],
                                       replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1, "superseded": 1})
        line = self.stored("T1", new)
        self.assertEqual(line.reason_code, "tax_mismatch")
        self.assertTrue(self.stored("T1", old).withdraw)
        one, = new.difference_ids
        self.assertEqual((one.kind, one.ticket, one.delta), ("changed", "T1", 0))
        self.assertRegex(one.before, "tax 20 %$")
        self.assertRegex(one.now, "tax 10 %$")
        self.draft()
        self.assertEqual(self.month_of(self.chalet).move_id.amount_untaxed, 10)
        self.holds()

    def test_a_correction_that_says_a_tax_for_the_first_time_is_a_change(self):
        old, _answer = self.import_file([self.taxed("")])
        new, answer = self.import_file([self.taxed("10")], replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"quarantine": 1})
        self.assertRegex(new.difference_ids.before, "no tax said$")

    def test_another_files_other_tax_is_a_conflict_and_an_unsaid_one_is_none(self):
        self.import_file([self.taxed("20"), self.taxed("20", 2, "T2"), self.taxed("0.2", 3, "T3")])
        new, answer = self.import_file(
            [self.taxed("10"), self.taxed("", 2, "T2"), self.taxed("20", 3, "T3")])
        self.assertEqual(answer["counts"], {"quarantine": 1, "superseded": 2})
        line = self.stored("T1", new)
        self.assertEqual(line.reason_code, "ticket_conflict")
        self.assertIn("tax 20 %", line.figures_before)
        self.assertIn("tax 10 %", line.figures_now)

    def test_the_same_prices_with_tax_are_a_change(self):
        old, _answer = self.import_file([self.taxed("20")])
        new, answer = self.import_file([self.taxed("20", tax_included=True)],
                                       replaces_sha256=old.sha256)
        self.assertEqual(answer["counts"], {"billable": 1})
        self.assertEqual(self.stored("T1", old).state, "superseded")
