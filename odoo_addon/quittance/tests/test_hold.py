from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .controls_common import ControlsCase


@tagged("post_install", "-at_install")
class TestHold(ControlsCase):
    def test_a_held_client_holds_its_invoices_and_is_released_with_a_reason(self):
        move = self.make_invoice()
        holds = self.env["quittance.hold"]
        self.assertEqual(holds._reason_for(move), ("", ""))
        client = self.client_contact.with_user(self.accountant)
        self.confirm(client.action_quittance_hold(), self.accountant, reason="disputes a price")
        self.assertEqual(holds._reason_for(move), ("held_client", "disputes a price"))
        self.assertEqual(client.quittance_hold_reason, "disputes a price")
        self.confirm(client.action_quittance_release(), self.accountant, reason="settled by phone")
        self.assertEqual(holds._reason_for(move), ("", ""))
        entry = self.log_of("release")[0]
        self.assertEqual((entry.by, entry.why), (self.accountant, "settled by phone"))

    def test_a_contact_of_the_client_holds_the_client(self):
        child = self.env["res.partner"].create(
            {"name": "Its bookkeeper", "parent_id": self.client_contact.id}
        )
        hold = self.env["quittance.hold"]._hold_client(child, "asked to wait")
        self.assertEqual(hold.client_id, self.client_contact)

    def test_one_invoice_is_held_and_the_other_is_not(self):
        held, free = self.make_invoice(), self.make_invoice()
        mine = held.with_user(self.accountant)
        self.confirm(mine.action_quittance_hold(), self.accountant, reason="wrong quantity")
        reasons = self.env["quittance.hold"]._reasons_for(held | free)
        self.assertEqual(reasons[held.id], ("held_invoice", "wrong quantity"))
        self.assertEqual(reasons[free.id], ("", ""))
        self.confirm(mine.action_quittance_release(), self.accountant, reason="corrected")
        with self.assertRaisesRegex(UserError, "not held"):
            mine.action_quittance_release()

    def test_holding_twice_keeps_the_first_reason(self):
        holds = self.env["quittance.hold"]
        first = holds._hold_client(self.client_contact, "first")
        self.assertEqual(holds._hold_client(self.client_contact, "second"), first)
        self.assertEqual(first.reason, "first")

    def test_two_active_holds_of_one_client_cannot_exist(self):
        hold = self.env["quittance.hold"]._hold_client(self.client_contact, "first")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            hold.copy({"reason": "second"})

    def test_held_in_one_company_is_free_in_another(self):
        other = self.env["res.company"].create({"name": "Other"})
        holds = self.env["quittance.hold"]
        holds._hold_client(self.client_contact, "there only", company=other)
        self.assertEqual(holds._reason_for(self.make_invoice()), ("", ""))

    def test_a_hold_of_another_company_is_not_released(self):
        other = self.env["res.company"].create({"name": "Other"})
        hold = self.env["quittance.hold"]._hold_client(self.client_contact, "x", company=other)
        with self.assertRaises(AccessError):
            hold.with_user(self.supervisor).sudo(False)._release("not mine")

    def test_an_employee_may_not_hold(self):
        with self.assertRaisesRegex(AccessError, "accountants"):
            self.client_contact.with_user(self.employee).action_quittance_hold()
        hold = self.env["quittance.hold"]._hold_client(self.client_contact, "waits")
        with self.assertRaisesRegex(AccessError, "accountants"):
            hold.with_user(self.employee).action_release()

    def test_a_hold_is_neither_deleted_nor_edited(self):
        hold = self.env["quittance.hold"]._hold_client(self.client_contact, "waits")
        with self.assertRaises(UserError):
            hold.unlink()
        with self.assertRaises(AccessError):
            hold.with_user(self.supervisor).write({"active_hold": False})

    def test_only_customer_invoices_are_held(self):
        bill = self.env["account.move"].create(
            {"move_type": "in_invoice", "partner_id": self.client_contact.id}
        )
        with self.assertRaisesRegex(UserError, "customer invoices"):
            bill.with_user(self.accountant).action_quittance_hold()
