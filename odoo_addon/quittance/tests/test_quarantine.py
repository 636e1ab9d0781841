"""Quarantine: what is not known yet, and how it goes through."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestQuarantine(BillingCase):
    def test_an_accepted_suggestion_frees_all_lines_of_that_code(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l", "TST-1"), self.line(2, "A2")])
        self.import_file([self.unknown_client(1, "B1", "TST-l", "TST-1")])
        self.assertEqual(len(self.pages()["lines"]), 1)
        self.stored("A1").with_user(self.accountant).action_accept_suggestion()
        self.assertEqual(self.stored("A1").state, "billable")
        self.assertEqual(self.stored("B1").state, "billable")
        self.assertEqual(self.stored("B1").client_id, self.villa)
        self.assertIn("quarantine", self.stored("B1").message_ids[0].body)

    def test_without_suggestion_the_person_chooses(self):
        self.import_file([self.unknown_client(1, "A1", "X9")])
        action = self.stored("A1").with_user(self.accountant).action_accept_suggestion()
        self.assertEqual(action["res_model"], "quittance.client.alias")
        self.assertEqual(action["context"]["default_code"], "X9")

    def test_check_again_finds_a_client_that_was_entered_since(self):
        self.import_file([self.unknown_client(1, "A1", "NEW-1")])
        lines = self.stored("A1").with_user(self.accountant)
        lines.action_check_again()
        self.assertEqual(lines.state, "quarantine")
        self.env["res.partner"].create({"name": "New", "ref": "NEW-1"})
        lines.action_check_again()
        self.assertEqual(lines.state, "billable")

    def test_two_clients_of_the_same_code_are_not_guessed(self):
        self.import_file([self.unknown_client(1, "A1", "TWIN")])
        self.env["res.partner"].create([{"name": "a", "ref": "TWIN"}, {"name": "b", "ref": "TWIN"}])
        self.stored("A1").with_user(self.accountant).action_check_again()
        self.assertEqual(self.stored("A1").state, "quarantine")

    def test_a_line_with_two_unknowns_says_the_second(self):
        line = self.unknown_client(1, "A1", "NEW-2")
        self.import_file([{**line, "service_id": 0, "service_code": "NOPE"}])
        self.env["res.partner"].create({"name": "New", "ref": "NEW-2"})
        self.stored("A1").with_user(self.accountant).action_check_again()
        self.assertEqual(self.stored("A1").reason_code, "unknown_service")
        self.env["quittance.service.alias"].with_user(self.accountant).create(
            {"supplier_id": self.supplier.id, "code": "NOPE", "product_id": self.washing.id})
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_rejection_needs_a_reason_and_an_accountant(self):
        self.import_file([self.unknown_client(1, "A1", "X9")])
        line = self.stored("A1")
        action = line.with_user(self.accountant).action_reject()
        with self.assertRaises(UserError):
            self.decide(action, reason=" ")
        self.decide(action, reason="a test delivery")
        self.assertEqual((line.state, line.reason), ("rejected", "a test delivery"))
        with self.assertRaises(AccessError):
            line.with_user(self.employee).action_reject()

    def test_a_line_without_amount_is_counted_apart(self):
        bad = self.line(1, "A1", amount="", state="quarantine", reason_code="number_unreadable")
        file, answer = self.import_file([bad, self.line(2, "A2")])
        self.assertEqual(answer["unreadable"], 1)
        self.assertEqual(answer["amounts"], {"billable": "10.00", "quarantine": "0.00"})
        totals = {one.state: (one.line_count, one.unreadable) for one in file.total_ids}
        self.assertEqual(totals, {"billable": (1, 0), "quarantine": (1, 1)})


@tagged("post_install", "-at_install")
class TestQuarantineRows(BillingCase):
    """One row for all lines that wait for the same thing."""

    def rows(self, **values):
        self.env.flush_all()
        rows = self.env["quittance.quarantine"].with_user(self.accountant).search(
            [("supplier_id", "=", self.supplier.id)])
        return rows.filtered_domain([(name, "=", value) for name, value in values.items()])

    def test_lines_of_a_code_are_one_row_with_count_and_sum(self):
        self.import_file([self.unknown_client(1, "A1", "X9 "), self.unknown_client(2, "A2", "Y7"),
                          self.line(3, "A3")])
        self.import_file([self.unknown_client(1, "B1", "X9")])
        self.assertEqual({one.code: (one.line_count, one.amount) for one in self.rows()},
                         {"X9": (2, 20), "Y7": (1, 10)})

    def test_one_click_takes_a_suggestion_and_frees_every_line_of_the_code(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l"), self.unknown_client(2, "A2", "Q")])
        self.import_file([self.unknown_client(1, "B1", " TST-l ")])
        row = self.rows(code="TST-l")
        self.assertEqual(row.suggestions[0], {"id": self.villa.id, "label": "TST-1 Villa One"})
        self.assertIn("2 lines", row.accept_suggestion(self.villa.id))
        self.assertEqual([self.stored(one).state for one in ("A1", "B1", "A2")],
                         ["billable", "billable", "quarantine"])
        alias = self.env["quittance.client.alias"].search([("code", "=", "TST-l")])
        self.assertEqual((alias.client_id, alias.create_uid), (self.villa, self.accountant))

    def test_the_connectors_suggestion_comes_first(self):
        self.import_file([self.unknown_client(1, "A1", "TST-1x", "TST-2")])
        ids = [one["id"] for one in self.rows().suggestions]
        self.assertEqual(ids[:2], [self.chalet.id, self.villa.id])
        self.assertLessEqual(len(ids), 3)

    def test_a_second_person_is_told_that_it_was_decided(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l")])
        row = self.rows()
        row.accept_suggestion(self.villa.id)
        with self.assertRaises(UserError):
            row.accept_suggestion(self.villa.id)

    def test_a_row_is_rejected_with_one_reason(self):
        file, _answer = self.import_file([self.unknown_client(1, "A1", "X9"),
                                          self.unknown_client(2, "A2", "X9")])
        self.decide(self.rows().action_reject(), reason="not ours")
        self.assertEqual({(line.state, line.reason) for line in file.line_ids},
                         {("rejected", "not ours")})
        self.assertFalse(self.rows())
        self.assertEqual({one.state: one.amount for one in file.total_ids}, {"rejected": 20})

    def test_the_first_suggestions_of_several_rows_at_once(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l"),
                          self.unknown_client(2, "A2", "TST-2x"),
                          self.unknown_client(3, "A3", "????")])
        self.rows().action_accept_first()
        self.assertEqual([self.stored(one).client_id for one in ("A1", "A2", "A3")],
                         [self.villa, self.chalet, self.env["res.partner"]])

    def test_a_code_known_by_the_end_of_reading_goes_through(self):
        opened = self.open_file()
        lines = [self.unknown_client(1, "A1", "NEW-3")]
        self.rpc("lines_put", file_id=opened["file_id"], lines=lines)
        self.env["res.partner"].create({"name": "New", "ref": "NEW-3"})
        answer = self.close_file(opened["file_id"], lines)
        self.assertEqual(answer["counts"], {"billable": 1})

    def test_a_line_freed_from_a_file_that_is_asked_about_is_held(self):
        def same(key, row):
            return {**self.line(row, key), "ticket": "", "key": f"f1{key}"}

        self.import_file([same("a", 1), same("b", 2)])
        file, _answer = self.import_file(
            [same("c", 1), same("d", 2),
             {**self.unknown_client(3, "A3", "TST-l"), "key": "f1e"}])
        self.assertEqual(file.question, "repeats")
        self.rows().accept_suggestion(self.villa.id)
        self.assertEqual(set(file.line_ids.mapped("state")), {"held"})
        file.with_user(self.accountant).action_bill_anyway()
        self.assertEqual(set(file.line_ids.mapped("state")), {"billable"})

    def test_who_is_no_accountant_sees_and_decides_nothing(self):
        self.import_file([self.unknown_client(1, "A1", "TST-l")])
        row = self.rows()
        with self.assertRaises(AccessError):
            row.with_user(self.employee).read(["code"])
        with self.assertRaises(AccessError):
            row.with_user(self.employee).accept_suggestion(self.villa.id)

    def test_what_waits_is_counted(self):
        def waiting():
            self.env.flush_all()
            self.env.invalidate_all()
            rows = self.env["quittance.todo"].with_user(self.accountant).search(
                [("company_id", "=", self.company.id)])
            return {one.kind: (one.waiting, one.amount) for one in rows}
        before = waiting()
        self.import_file([self.unknown_client(1, "A1", "X9"), self.unknown_client(2, "A2", "Y9"),
                          self.line(3, "A3")])
        after = waiting()
        self.assertEqual(after["quarantine"][0] - before["quarantine"][0], 2)
        self.assertEqual(after["quarantine"][1] - before["quarantine"][1], 20)
        self.assertEqual(after["file"], before["file"])
        row = self.env["quittance.todo"].search([("kind", "=", "file")], limit=1)
        self.assertEqual(row.action_open()["context"], {"search_default_asked": 1})

    def test_a_hundred_rows_ask_the_directory_once(self):
        self.import_file([self.unknown_client(n, f"A{n}", f"TST-l{n}") for n in range(1, 101)])
        rows = self.rows()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            rows.mapped("suggestions")
