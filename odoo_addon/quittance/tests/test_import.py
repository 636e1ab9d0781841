"""Files in: each once, their lines together, nothing lost and nothing twice."""

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestImport(BillingCase):
    def test_a_files_lines_become_billable_together(self):
        opened = self.open_file()
        lines = [self.line(1, "A1"), self.line(2, "A2", price="0.125", quantity="37", amount="4.63")]
        self.rpc("lines_put", file_id=opened["file_id"], lines=lines)
        self.assertEqual(self.stored("A1").state, "reading")
        self.assertFalse(self.pages()["lines"])
        answer = self.close_file(opened["file_id"], lines)
        self.assertEqual(answer["counts"], {"billable": 2})
        self.assertEqual(answer["amounts"], {"billable": "14.63"})
        self.assertEqual(answer["problems"], [])
        self.assertEqual([one["price"] for one in self.pages()["lines"]], ["10.00", "0.125"])

    def test_the_same_call_again_changes_nothing(self):
        opened = self.open_file("same")
        self.assertEqual(self.open_file("same")["status"], "resumed")
        lines = [self.line(1, "A1"), self.line(2, "A2")]
        self.rpc("lines_put", file_id=opened["file_id"], lines=lines)
        again = self.rpc("lines_put", file_id=opened["file_id"], lines=lines)
        self.assertEqual(again, {"stored": 0, "repeated": 2, "problems": [], "over": False})
        first = self.close_file(opened["file_id"], lines)
        self.assertEqual(self.close_file(opened["file_id"], lines), first)
        self.assertEqual(
            self.rpc("lines_put", file_id=opened["file_id"], lines=lines)["repeated"], 2)
        known = self.open_file("same", name="another name.csv", channel="drop")
        self.assertEqual((known["status"], known["file_id"]), ("known", opened["file_id"]))

    def test_a_row_with_other_values_is_reported(self):
        opened = self.open_file()
        self.rpc("lines_put", file_id=opened["file_id"], lines=[self.line(1, "A1")])
        again = self.rpc("lines_put", file_id=opened["file_id"],
                         lines=[self.line(1, "A1", price="11.00")])
        self.assertEqual(again["problems"][0]["code"], "other_values")

    def test_a_wrong_line_does_not_stop_the_others(self):
        opened = self.open_file()
        put = self.rpc("lines_put", file_id=opened["file_id"], lines=[
            self.line(1, "A1"), self.line(2, "A2", amount="1,05"),
            self.line(3, "A3", amount="1e3"), self.line(4, "A4", client_id=999999999),
        ])
        self.assertEqual(put["stored"], 1)
        self.assertEqual([one["row"] for one in put["problems"]], [2, 3, 4])

    def test_figures_that_differ_make_nothing_billable(self):
        opened = self.open_file()
        lines = [self.line(1, "A1"), self.line(2, "A2")]
        self.rpc("lines_put", file_id=opened["file_id"], lines=lines[:1])
        with self.assertRaisesRegex(UserError, "Nothing became billable"):
            self.close_file(opened["file_id"], lines)
        self.assertEqual(self.stored("A1").state, "reading")

    def test_a_file_that_was_read_takes_no_further_lines(self):
        file, _answer = self.import_file([self.line(1, "A1")])
        with self.assertRaises(UserError):
            self.rpc("lines_put", file_id=file.id, lines=[self.line(2, "A2")])

    def test_a_month_that_was_counted_from_the_day_stays_that_of_the_first_try(self):
        self.env["quittance.profile"].create(
            {"name": "monthly", "supplier_id": self.supplier.id, "period_rule": "previous"})
        counted = {"text": "flat fee", "period_counted": True}
        first = self.open_file(**counted)
        again = self.open_file(**counted, period="2026-11")
        self.assertEqual((again["status"], again["file_id"], again["period"]),
                         ("resumed", first["file_id"], "2026-10"))
        line = self.line(1, "A1")
        self.rpc("lines_put", file_id=first["file_id"], lines=[line])
        self.close_file(first["file_id"], [line])
        other = self.open_file(**counted, period="2026-11")
        self.assertEqual((other["status"], other["period"]), ("asked", "2026-11"))

    def test_a_claimed_file_says_when_it_came(self):
        file = self.env["quittance.file"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "name": "fee.csv",
            "sha256": "f" * 64, "channel": "portal", "state": "waiting", "period": ""})
        self.env.cr.execute("UPDATE quittance_file SET create_date = '2026-10-31 22:15:07'"
                            " WHERE id = %s", [file.id])
        file.invalidate_recordset()
        claimed = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="one",
                           lease_seconds=60)["files"]
        self.assertEqual([one["arrived"] for one in claimed if one["file_id"] == file.id],
                         ["2026-10-31T22:15:07Z"])

    def test_the_same_bytes_for_another_period_are_asked_about(self):
        self.import_file([self.line(1, "A1")], text="flat fee")
        asked = self.open_file("flat fee", period="2026-11")
        self.assertEqual(asked["status"], "asked")
        self.assertEqual(self.open_file("flat fee", period="2026-11"), asked)
        file = self.env["quittance.file"].browse(asked["file_id"])
        file.with_user(self.accountant).action_bill_anyway()
        claimed = self.rpc("files_claim", company_id=self.company.id, limit=5, worker="w",
                           lease_seconds=60)["files"]
        self.assertEqual([one["file_id"] for one in claimed], [file.id])
        self.assertEqual(self.open_file("flat fee", period="2026-11")["status"], "opened")

    def test_the_same_bytes_are_asked_about_while_an_earlier_question_is_open(self):
        first, _answer = self.import_file([self.line(1, "A1")], text="flat fee")
        first.sudo()._withdraw("wrong month")
        for period, question in (("2026-10", "withdrawn"), ("2026-11", "period"),
                                 ("2026-12", "period")):
            asked = self.open_file("flat fee", period=period)
            file = self.env["quittance.file"].browse(asked["file_id"])
            self.assertEqual((asked["status"], file.question), ("asked", question))

    def test_a_refused_file_is_asked_about_when_its_bytes_came_for_another_month_since(self):
        refused = self.env["quittance.file"].browse(self.open_file("flat fee")["file_id"])
        refused.sudo()._refuse("charset", "no text")
        self.import_file([self.line(1, "A1")], text="flat fee", period="2026-11")
        refused.with_user(self.accountant).action_read_again()
        self.assertEqual((refused.state, refused.question), ("asked", "period"))
        refused.with_user(self.accountant).action_bill_anyway()
        self.assertEqual(self.open_file("flat fee")["status"], "opened")

    def test_what_a_person_refused_is_not_read_because_its_profile_changed(self):
        profile = self.env["quittance.profile"].create({
            "name": "main", "supplier_id": self.supplier.id, "company_id": self.company.id})
        for text, code, status in (("a", "charset", "opened"), ("b", "", "refused"),
                                   ("c", "known", "refused")):
            file = self.env["quittance.file"].browse(self.open_file(text)["file_id"])
            file.sudo()._refuse(code, "no")
            self.assertEqual(self.open_file(text)["status"], "refused")
            file.sudo().refused_at = fields.Datetime.subtract(profile.write_date, minutes=1)
            self.assertEqual(self.open_file(text)["status"], status)

    def test_a_file_that_repeats_most_of_an_earlier_one_is_asked_about(self):
        def rows(prefix, numbers):
            return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00")
                    for row in numbers]
        self.import_file(rows("a", (1, 2, 3)))
        file, answer = self.import_file(rows("b", (1, 2, 4)))
        self.assertEqual(answer["counts"], {"held": 3})
        self.assertEqual(answer["problems"][0]["code"], "repeats")
        self.assertEqual(len(self.pages()["lines"]), 3)
        file.with_user(self.accountant).action_bill_anyway()
        self.assertEqual(len(self.pages()["lines"]), 6)

    def test_rows_that_several_earlier_files_brought_are_counted_together(self):
        """A list of the month to date: a third of each week's file, more than half in all."""
        def rows(prefix, numbers):
            return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00")
                    for row in numbers]
        self.import_file(rows("a", (1, 2, 11, 12)))
        self.import_file(rows("b", (3, 4, 13, 14)))
        file, answer = self.import_file(rows("c", (1, 2, 3, 4, 5, 6)))
        self.assertEqual(answer["counts"], {"held": 6})
        self.assertIn("4 of its 6 rows", file.message)

    def test_an_earlier_file_that_returns_whole_is_asked_about(self):
        def rows(prefix, numbers):
            return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00")
                    for row in numbers]
        self.import_file(rows("a", (1, 2, 3)))
        file, answer = self.import_file(rows("b", range(1, 11)))
        self.assertEqual((file.question, answer["counts"]), ("repeats", {"held": 10}))

    def test_a_few_rows_that_came_before_are_billed_and_told(self):
        def rows(prefix, numbers):
            return [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row + 10}.00")
                    for row in numbers]
        self.import_file(rows("a", (1, 2, 3, 4)))
        file, answer = self.import_file(rows("b", (4, 5, 6, 7)))
        self.assertEqual(answer["counts"], {"billable": 4})
        self.assertEqual([one["code"] for one in file.warnings], ["repeats_some"])
        self.assertEqual(file.warnings[0]["row"], 4)
        self.assertIn("1 of its 4 rows", file.warnings[0]["message"])

    def test_do_not_bill_ends_lines_in_quarantine_too_whatever_is_known_later(self):
        def rows(prefix):
            known = [self.line(row, "", key=f"f1{prefix}{row}", price=f"{row}.00")
                     for row in (1, 2, 3)]
            return [*known, {**self.unknown_client(4, "", "X-4"), "key": f"f1{prefix}4"}]
        first, _answer = self.import_file(rows("a"))
        again, answer = self.import_file(rows("b"))
        self.assertEqual(answer["counts"], {"held": 3, "quarantine": 1})
        self.confirm(again.with_user(self.accountant).action_do_not_bill(), self.accountant,
                     reason="sent twice")
        self.assertEqual(set(again.line_ids.mapped("state")), {"rejected"})
        first.line_ids.filtered(lambda line: line.state == "quarantine").with_user(
            self.accountant)._accept_as(self.chalet)
        self.assertEqual(set(first.line_ids.mapped("state")), {"billable"})
        self.assertEqual(set(again.line_ids.mapped("state")), {"rejected"})
        self.assertEqual(len(self.pages()["lines"]), 4)

    def test_a_refused_file_is_read_again_after_its_profile_was_put_right(self):
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main", "columns": {"client": "ID client"}})
        opened = self.open_file("bad")
        self.rpc("lines_put", file_id=opened["file_id"], lines=[self.line(1, "A1")])
        refused = {"file_id": opened["file_id"], "code": "charset", "message": "no text"}
        self.assertEqual(self.rpc("file_refuse", **refused)["status"], "refused")
        self.assertFalse(self.stored("A1"))
        self.assertEqual(self.open_file("bad")["status"], "refused")
        file = self.env["quittance.file"].browse(opened["file_id"])
        file.with_user(self.accountant).action_read_again()
        self.assertEqual(file.state, "waiting")
        self.assertEqual(self.open_file("bad")["status"], "opened")

    def test_profiles_are_seeded_once(self):
        wanted = {"name": "main", "delimiter": "|", "columns": {"client": "Client"},
                  "header_row": 3, "cumulative": True, "period_rule": "filename",
                  "ticket_names": "document"}
        call = {"company_id": self.company.id, "supplier_code": "TST-LAV"}
        self.assertTrue(self.rpc("profile_seed", **call, profile=wanted)["created"])
        other = {**wanted, "delimiter": ";"}
        self.assertFalse(self.rpc("profile_seed", **call, profile=other)["created"])
        found = self.rpc("profile_get", **call, name="")["profile"]
        self.assertEqual((found["delimiter"], found["header_row"]), ("|", 3))
        self.assertEqual(found["columns"]["client"], "Client")
        self.assertFalse(self.rpc("profile_get", **call, name="none")["found"])

    def test_the_directory_names_clients_services_and_aliases(self):
        self.env["quittance.client.alias"].create(
            {"supplier_id": self.supplier.id, "code": "V1", "client_id": self.villa.id})
        found = self.rpc("directory", company_id=self.company.id, supplier_code="TST-LAV")
        codes = {one["code"]: one["id"] for one in found["clients"]}
        self.assertEqual((codes["TST-1"], codes["V1"]), (self.villa.id, self.villa.id))
        self.assertIn(self.washing.id, [one["id"] for one in found["services"]])
        with self.assertRaisesRegex(UserError, "No supplier has the code"):
            self.rpc("directory", company_id=self.company.id, supplier_code="NOBODY")

    def test_the_file_keeps_its_bytes(self):
        opened = self.open_file("the bytes")
        file = self.env["quittance.file"].browse(opened["file_id"])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "quittance.file"), ("res_id", "=", file.id),
             ("res_field", "=", "content")])
        self.assertEqual(attachment.raw, b"the bytes")

    def test_a_supplier_code_is_unique(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["res.partner"].create(
                {"name": "Other", "quittance_supplier_code": "TST-LAV"})


@tagged("post_install", "-at_install")
class TestTickets(BillingCase):
    def test_the_same_ticket_twice_in_a_file_is_one_line(self):
        _file, answer = self.import_file(
            [self.line(1, "A1"), self.line(2, "A1"), self.line(3, "A1", price="12.00")])
        self.assertEqual(answer["counts"], {"billable": 1, "superseded": 1, "quarantine": 1})
        self.assertEqual(answer["problems"][0]["code"], "ticket_conflict")

    def test_a_ticket_of_an_earlier_file_is_not_billed_again(self):
        self.import_file([self.line(1, "A1")])
        _file, answer = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        self.assertEqual(answer["counts"], {"billable": 1, "superseded": 1})

    def test_a_ticket_with_other_content_is_quarantined_and_can_be_billed(self):
        self.import_file([self.line(1, "A1")])
        file, answer = self.import_file([self.line(1, "A1", price="12.00")])
        self.assertEqual(answer["counts"], {"quarantine": 1})
        self.stored("A1", file).with_user(self.accountant).action_bill_conflict()
        self.assertEqual(self.stored("A1", file).state, "billable")

    def test_a_correction_before_drafting_replaces(self):
        first, _answer = self.import_file(
            [self.line(1, "A1"), self.line(2, "A2"), self.line(3, "A3")])
        second, answer = self.import_file(
            [self.line(1, "A1"), self.line(2, "A2", price="20.00"), self.line(3, "A4")],
            replaces_sha256=first.sha256)
        self.assertEqual(answer["counts"], {"billable": 2, "superseded": 1})
        self.assertEqual(self.stored("A1", first).state, "billable")
        self.assertEqual(self.stored("A2", first).state, "superseded")
        self.assertEqual(self.stored("A2", first).other_id, self.stored("A2", second))
        self.assertEqual(self.stored("A3", first).state, "superseded")
        self.assertEqual(sum(float(one["amount"]) for one in self.pages()["lines"]), 40)

    def test_a_correction_of_a_correction_reaches_the_first_file(self):
        first, _one = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        second, _two = self.import_file([self.line(1, "A1"), self.line(2, "A2")],
                                        replaces_sha256=first.sha256)
        self.import_file([self.line(1, "A1")], replaces_sha256=second.sha256)
        self.assertEqual(self.stored("A2", first).state, "superseded")
        self.assertEqual(self.stored("A1", first).state, "billable")

    def test_a_file_is_corrected_once(self):
        first, _answer = self.import_file([self.line(1, "A1")])
        self.import_file([self.line(1, "A1")], replaces_sha256=first.sha256)
        with self.assertRaisesRegex(UserError, "corrected already"):
            self.open_file(replaces_sha256=first.sha256)
        with self.assertRaisesRegex(UserError, "never read"):
            self.open_file(replaces_sha256="0" * 64)

    def cumulative(self):
        self.rpc("profile_seed", company_id=self.company.id, supplier_code="TST-LAV",
                 profile={"name": "main", "cumulative": True, "period_rule": "given"})
        return self.env["quittance.profile"].search([("supplier_id", "=", self.supplier.id)])

    def test_a_cumulative_profile_corrects_by_itself(self):
        self.cumulative()
        first, _one = self.import_file([self.line(1, "A1")])
        second, _two = self.import_file([self.line(1, "A1"), self.line(2, "A2")])
        self.assertEqual(second.replaces_id, first)
        self.assertEqual(self.open_file()["root_sha256"], first.sha256)

    def test_a_cumulative_profile_leaves_the_month_before_as_it_is(self):
        self.cumulative()
        self.import_file([self.line(1, "A1")])
        november = [self.line(1, "B1", period="2026-11", date="2026-11-05")]
        file, answer = self.import_file(november, period="2026-11")
        self.assertEqual((file.replaces_id.id, answer["counts"]), (False, {"billable": 1}))
        self.assertEqual((self.stored("A1").state, self.stored("B1").state),
                         ("billable", "billable"))

    def test_where_dates_decide_nothing_says_what_a_file_replaces(self):
        profile = self.cumulative()
        self.env.flush_all()
        self.env.cr.execute(  # as profiles could be before this was checked
            "UPDATE quittance_profile SET period_rule = 'date' WHERE id = %s", [profile.id])
        profile.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "no month is known"):
            self.open_file(period="")
