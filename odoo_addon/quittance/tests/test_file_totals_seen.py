"""A totals row that differs: its lines go through, and it waits until a person has looked at it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .billing_common import BillingCase

TOTAL = {"row": 9, "label": "TOTAL", "stated": "30.00", "computed": "20.00"}


@tagged("post_install", "-at_install")
class TestFileTotals(BillingCase):
    def read(self, *controls, **changes):
        lines = [self.line(1, "A1"), self.line(2, "A2")]
        file_id = self.open_file(**changes)["file_id"]
        self.rpc("lines_put", file_id=file_id, lines=lines)
        self.rpc("file_close", file_id=file_id, lines=2, amount="20.00", unreadable=0,
                 controls=list(controls), warnings=[])
        return self.env["quittance.file"].browse(file_id)

    def todo(self):
        self.env.flush_all()
        self.env["quittance.todo"].invalidate_model()
        return self.env["quittance.todo"].search(
            [("kind", "=", "total"), ("company_id", "=", self.company.id)])

    def test_pa_04_it_waits_for_a_look_and_keeps_no_line(self):
        self.read({**TOTAL, "stated": "20.0"})
        self.assertEqual(self.todo().waiting, 0)
        file = self.read(TOTAL)
        self.assertEqual((self.todo().waiting, self.todo().amount), (1, 20))
        self.assertEqual(file.state, "closed")
        self.assertFalse(file.line_ids.filtered(lambda line: line.state == "held"))
        action = self.todo().action_open()
        self.assertEqual(action["context"], {"search_default_totals": 1})
        file.with_user(self.accountant).action_totals_seen()
        self.assertEqual((file.totals_seen_by, self.todo().waiting), (self.accountant, 0))
        self.assertTrue(file.control_alert, "it stays on the page")
        messages = file.message_ids
        file.with_user(self.accountant).action_totals_seen()
        self.assertEqual(file.message_ids, messages, "said once")

    def test_what_a_later_file_corrects_waits_no_more(self):
        file = self.read(TOTAL)
        self.assertEqual(self.todo().waiting, 1)
        self.read(replaces_sha256=file.sha256)
        self.assertEqual(self.todo().waiting, 0)

    def test_it_is_for_accountants(self):
        with self.assertRaises(AccessError):
            self.read(TOTAL).with_user(self.connector).action_totals_seen()
