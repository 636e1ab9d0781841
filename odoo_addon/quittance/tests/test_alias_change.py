"""A wrong alias that is corrected or removed: what went through by it is looked at again."""

from collections import defaultdict
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestAliasChange(BillingCase):
    def setUp(self):
        super().setUp()
        self.alias = self.make_alias()

    def make_alias(self):
        return self.env["quittance.client.alias"].with_user(self.accountant).create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "X-1",
            "client_id": self.villa.id})

    def bring(self, *tickets, **changes):
        """Services of the code, read as the alias says."""
        file, _answer = self.import_file(
            [self.line(row, ticket, client_code="X-1", **changes)
             for row, ticket in enumerate(tickets, 1)])
        return file.line_ids

    def told(self, change):
        """What the person at the screen is told while `change` is done."""
        with patch.object(type(self.env.user), "_bus_send") as sent:
            change()
        return [call.args[1]["message"] for call in sent.call_args_list
                if call.args[0] == "simple_notification"]

    # ------------------------------------------------------------------ not billed yet

    def test_corrected_it_sends_what_waits_to_the_right_client(self):
        lines = self.bring("A1", "A2") | self.bring("B1")
        self.assertEqual(self.told(lambda: self.alias.write({"client_id": self.chalet.id})), [])
        self.assertEqual((lines.client_id, set(lines.mapped("state"))), (self.chalet, {"billable"}))
        self.assertIn("the alias was changed by", lines[0].message_ids[-1].body)
        self.draft()
        self.assertFalse(self.month_of(self.villa))
        self.assertEqual(self.month_of(self.chalet).move_id.amount_untaxed, 30)

    def test_removed_it_leaves_them_in_quarantine(self):
        lines = self.bring("A1")
        self.alias.unlink()
        self.assertEqual((lines.state, lines.reason_code, lines.client_id.id, lines.reason),
                         ("quarantine", "unknown_client", False, "No client has the code 'X-1'."))
        self.assertEqual(self.draft(), [])

    def test_another_code_leaves_those_of_the_first_in_quarantine(self):
        lines = self.bring("A1")
        self.alias.code = "X-2"
        self.assertEqual((lines.state, lines.client_id.id), ("quarantine", False))

    def test_what_means_the_same_as_before_is_left_alone(self):
        lines = self.bring("A1")
        messages = lines.message_ids
        self.alias.write({"client_id": self.villa.id, "code": "X-1"})
        self.assertEqual((lines.state, lines.message_ids), ("billable", messages))

    def test_what_went_through_before_it_was_there_is_left_alone(self):
        self.alias.unlink()
        line = self.bring("A1", client=self.chalet)
        self.make_alias().unlink()
        self.assertEqual((line.state, line.client_id), ("billable", self.chalet))

    def test_held_ones_go_with_it(self):
        lines = self.bring("A1")
        self.draft()
        self.month_of().move_id.unlink()
        self.assertEqual(lines.state, "held")
        self.alias.client_id = self.chalet
        self.assertEqual((lines.state, lines.client_id, lines.month_id.id),
                         ("billable", self.chalet, False))

    def test_what_was_accepted_was_accepted_of_the_other_client(self):
        line = self.bring("A1", tax_rate="5.5")
        self.assertEqual(line.reason_code, "tax_mismatch")
        line.with_user(self.accountant).action_accept()
        self.assertEqual(line.state, "billable")
        self.alias.client_id = self.chalet
        self.assertEqual((line.state, line.reason_code, line.client_id, line.accepted_at),
                         ("quarantine", "tax_mismatch", self.chalet, False))

    def test_a_conflict_stays_one_and_has_the_right_client(self):
        self.bring("A1")
        line = self.bring("A1", price="12.00")
        self.assertEqual(line.reason_code, "ticket_conflict")
        self.alias.client_id = self.chalet
        self.assertEqual((line.reason_code, line.client_id), ("ticket_conflict", self.chalet))

    def test_a_file_that_is_being_read_meanwhile_follows_it(self):
        lines = [self.line(1, "A1", client_code="X-1"), self.line(2, "A2")]
        file_id = self.open_file()["file_id"]
        self.rpc("lines_put", file_id=file_id, lines=lines)
        self.alias.client_id = self.chalet
        self.close_file(file_id, lines)
        self.assertEqual((self.stored("A1").state, self.stored("A1").client_id),
                         ("billable", self.chalet))
        self.assertEqual(self.stored("A2").client_id, self.villa)

    # ------------------------------------------------------------------ what a code means

    def directory(self, kind="clients"):
        """{code as it is compared: ids} of the directory that files are read by."""
        meant = defaultdict(set)
        for one in self.rpc("directory", company_id=self.company.id,
                            supplier_code="TST-LAV")[kind]:
            meant[one["code"].lower()].add(one["id"])
        return meant

    def looked_up(self, code):
        """The client that the quarantine finds."""
        line = self.unknown_client(1, f"Q{self.serial}", code)
        file, _answer = self.import_file([line])
        file.line_ids.with_user(self.accountant).action_check_again()
        return file.line_ids.client_id

    def test_the_case_of_a_code_makes_no_difference(self):
        lines = self.bring("A1", "A2")
        lower = self.looked_up("x-1")
        self.assertEqual(lower, self.villa)
        self.env.cr.execute("UPDATE quittance_line SET client_code = ' x-1 ' WHERE id = %s",
                            [lines[0].id])
        self.alias.client_id = self.chalet
        self.assertEqual(lines.client_id, self.chalet, "looked at again")
        self.assertEqual(self.looked_up("x-1"), self.chalet)
        self.assertEqual(self.looked_up(self.villa.ref.lower()), self.villa)
        self.assertEqual(self.looked_up("É-1"), self.env["res.partner"])
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.alias.copy({"code": "x-1"})

    def test_a_file_that_is_being_read_follows_it_whatever_its_case(self):
        lines = [self.line(1, "A1", client_code="x-1")]
        file_id = self.open_file()["file_id"]
        self.rpc("lines_put", file_id=file_id, lines=lines)
        self.alias.client_id = self.chalet
        self.close_file(file_id, lines)
        self.assertEqual(self.stored("A1").client_id, self.chalet)

    def test_an_alias_goes_before_anothers_own_code(self):
        self.chalet.ref = "X-1"
        self.assertEqual(self.directory()["x-1"], set(self.villa.ids))
        file, _answer = self.import_file([self.line(1, "A1", client_code="x-1")])
        self.assertEqual(file.line_ids.client_id, self.villa)
        self.assertEqual(self.looked_up("X-1"), self.villa)
        named = [one["name"] for one in self.rpc(
            "directory", company_id=self.company.id, supplier_code="TST-LAV")["clients"]]
        self.assertIn(self.chalet.name, named)

    def test_an_alias_of_a_contact_stands_for_its_commercial_entity(self):
        group = self.env["res.partner"].create({"name": "Group", "is_company": True, "ref": "G-1"})
        self.villa.write({"parent_id": group.id, "is_company": False})
        self.assertEqual(self.directory()["x-1"], set(group.ids))
        self.assertEqual(self.looked_up("X-1"), group)
        file, _answer = self.import_file([self.line(1, "A1", client_code="X-1")])
        self.assertEqual(file.line_ids.client_id, group)

    def test_a_company_of_a_group_is_a_client_by_its_own_code(self):
        group = self.env["res.partner"].create({"name": "Group", "is_company": True, "ref": "G-1"})
        self.villa.write({"parent_id": group.id, "is_company": True})
        self.assertEqual(self.directory()[self.villa.ref.lower()], set(self.villa.ids))

    def test_a_file_that_is_being_read_forgets_what_was_removed(self):
        lines = [self.line(1, "A1", client_code="X-1"), self.line(2, "A2")]
        file_id = self.open_file()["file_id"]
        self.rpc("lines_put", file_id=file_id, lines=lines)
        self.alias.unlink()
        self.close_file(file_id, lines)
        line = self.stored("A1")
        self.assertEqual((line.state, line.reason_code, line.client_id.id),
                         ("quarantine", "unknown_client", False))
        self.assertEqual(self.stored("A2").state, "billable")

    def test_a_line_that_another_stands_for_has_the_right_client_too(self):
        """When the earlier file is withdrawn, its service is billed by this one."""
        first = self.bring("A1")
        again = self.bring("A1", "A2").filtered(lambda line: line.ticket == "A1")
        self.assertEqual(again.state, "superseded")
        self.alias.client_id = self.chalet
        self.assertEqual((first.client_id, again.client_id), (self.chalet, self.chalet))
        self.alias.unlink()
        self.assertFalse(again.client_id)

    def test_the_same_for_services(self):
        ironing = self.env["product.product"].create(
            {"name": "Ironing", "type": "service", "taxes_id": [(6, 0, self.washing.taxes_id.ids)]})
        alias = self.env["quittance.service.alias"].with_user(self.accountant).create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "IRON",
            "product_id": self.washing.id})
        file, _answer = self.import_file([self.line(1, "A1", service_code="IRON")])
        alias.product_id = ironing
        self.assertEqual((file.line_ids.state, file.line_ids.product_id), ("billable", ironing))
        alias.unlink()
        self.assertEqual((file.line_ids.state, file.line_ids.reason_code),
                         ("quarantine", "unknown_service"))

    # ------------------------------------------------------------------ billed

    def test_what_is_on_an_invoice_stays_there_and_is_said(self):
        posted = self.bring("A1", "A2")
        self.draft()
        self.month_of().move_id.action_post()
        drafted = self.bring("B1")
        self.draft("2026-11")
        waiting = self.bring("C1")
        said, = self.told(lambda: self.alias.write({"client_id": self.chalet.id}))
        self.assertIn("3 services under the code X-1 are on invoices, 2 of them on posted ones "
                      "(Villa One 2026-10, Villa One 2026-11)",
                      said.replace("Villa One 2026-11, Villa One 2026-10",
                                   "Villa One 2026-10, Villa One 2026-11"))
        lines = posted | drafted
        self.assertEqual((lines.client_id, set(lines.mapped("state"))), (self.villa, {"billed"}))
        self.assertEqual((waiting.client_id, waiting.state), (self.chalet, "billable"))
        self.assertIn("2 services under the code X-1 stand on this invoice, and the alias was "
                      "changed", self.month_of().message_ids[0].body)

    def test_what_is_on_a_cancelled_invoice_keeps_its_tie(self):
        line = self.bring("A1")
        self.draft()
        self.month_of().move_id.button_cancel()
        self.assertEqual(len(self.told(self.alias.unlink)), 1)
        self.assertEqual((line.state, line.client_id), ("held", self.villa))

    # ------------------------------------------------------------------ whom it may mean

    def test_an_alias_stands_for_a_client_of_the_company(self):
        contact = self.env["res.partner"].create({"name": "Ann", "parent_id": self.villa.id})
        other = self.env["res.company"].create({"name": "Other company"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "ref": "X-8", "company_id": other.id})
        self.import_file([self.unknown_client(1, "Q1", "X-9")])
        row = self.env["quittance.quarantine"].with_user(self.accountant).search(
            [("supplier_id", "=", self.supplier.id), ("code", "=", "X-9")])
        for found, said in ((contact, "not for one of its contacts"), (foreign, "another company")):
            with self.assertRaisesRegex(ValidationError, said), self.env.cr.savepoint():
                row.accept_suggestion(found.id)
            with self.assertRaisesRegex(ValidationError, said), self.env.cr.savepoint():
                self.alias.client_id = found
        service = self.env["product.product"].create(
            {"name": "Bought", "type": "service", "sale_ok": False})
        with self.assertRaisesRegex(ValidationError, "sold"):
            self.env["quittance.service.alias"].create({
                "company_id": self.company.id, "supplier_id": self.supplier.id, "code": "B",
                "product_id": service.id})
