"""The report's figures, and that each invariant notices when it is broken."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .controls_common import ControlsCase

PERIOD = "2031-10"


@tagged("post_install", "-at_install")
class TestReport(ControlsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.company.currency_id
        cls.provider = cls.env["payment.provider"].create(
            {"name": "Report", "code": "none", "state": "test", "company_id": cls.company.id}
        )
        cls.product = cls.env["product.product"].create({"name": "Laundry"})
        cls.supplier = cls.env["res.partner"].create({"name": "Laundry Ltd"})
        cls.number = 0

    @classmethod
    def _next(cls):
        cls.number += 1
        return cls.number

    def _month_invoice(self, amount=100):
        """A posted invoice that is some client's month."""
        client = self.env["res.partner"].create({"name": f"Villa {self._next()}"})
        move = self.make_invoice(client, amount)
        self.env["quittance.month"].create(
            {"company_id": self.company.id, "client_id": client.id, "period": PERIOD,
             "currency_id": self.currency.id, "state": "posted", "move_id": move.id}
        )
        return move

    def test_what_waits_in_quarantine_is_counted_by_currency(self):
        file = self.env["quittance.file"].create({
            "company_id": self.company.id, "supplier_id": self.supplier.id, "name": "a.csv",
            "period": PERIOD, "sha256": "0" * 64, "channel": "cli", "state": "closed"})
        for row, (currency, amount, state) in enumerate((
                ("EUR", "10.10", "quarantine"), ("EUR", "0.20", "quarantine"),
                ("EUR", None, "quarantine"), ("USD", "5.00", "quarantine"),
                ("EUR", "99.00", "rejected")), start=1):
            line = self.env["quittance.line"].create({
                "company_id": self.company.id, "supplier_id": self.supplier.id, "file_id": file.id,
                "row": row, "key": f"k{row}", "content": f"c{row}", "currency": currency,
                "read_state": "quarantine", "state": state, "period": PERIOD})
            line.flush_recordset()
            self.env.cr.execute("UPDATE quittance_line SET amount = %s WHERE id = %s",
                                [amount, line.id])
        self.env.invalidate_all()
        self.assertEqual(self.rpc("quarantine", company_id=self.company.id)["sums"], [
            {"currency": "EUR", "lines": 3, "amount": "10.30", "unreadable": 1},
            {"currency": "USD", "lines": 1, "amount": "5.00", "unreadable": 0}])

    def _attempt(self, move, state, amount=None, history=True, **vals):
        """An attempt in a state, with the history that leads there."""
        number = self._next()
        amount = amount or move.amount_total
        transaction = self.env["payment.transaction"].create(
            {"provider_id": self.provider.id, "reference": f"report-{number}",
             "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
             "amount": amount, "currency_id": self.currency.id, "partner_id": move.partner_id.id}
        )
        attempt = self.env["quittance.attempt"].create(
            {"key": f"report-{number}", "company_id": self.company.id, "state": state,
             "client_id": move.commercial_partner_id.id, "amount": amount, "rail": "odoo",
             "currency_id": self.currency.id, "provider_id": self.provider.id,
             "transaction_id": transaction.id,
             "row_ids": [fields.Command.create(
                 {"move_id": move.id, "no": number, "amount": amount})], **vals}
        )
        if history:
            attempt._log("", state, "for the test")
        return attempt

    def _file(self, *lines):
        """A file that was read, with its lines as (state, amount) pairs."""
        number = self._next()
        amounts = [amount for _state, amount in lines if amount is not None]
        file = self.env["quittance.file"].create(
            {"company_id": self.company.id, "supplier_id": self.supplier.id, "name": "f.csv",
             "period": PERIOD, "sha256": f"{number:064}", "channel": "cli", "state": "closed",
             "amount": sum(amounts), "line_count": len(lines), "closed_at": fields.Datetime.now(),
             "unreadable": len(lines) - len(amounts)}
        )
        self.env["quittance.line"].create(
            [
                {"company_id": self.company.id, "supplier_id": self.supplier.id,
                 "file_id": file.id, "row": row, "key": f"t1{number}-{row}", "content": "c",
                 "client_id": self.client_contact.id, "product_id": self.product.id,
                 "currency_id": self.currency.id, "period": PERIOD, "state": state,
                 "read_state": "billable", "amount": amount}
                for row, (state, amount) in enumerate(lines, 1)
            ]
        )
        # An amount that cannot be read is no amount, which a float field cannot say.
        self.env.flush_all()
        unread = [row for row, (_state, amount) in enumerate(lines, 1) if amount is None]
        for row in unread:
            self.env.cr.execute(
                "UPDATE quittance_line SET amount = NULL WHERE file_id = %s AND row = %s",
                [file.id, row],
            )
        self.env.invalidate_all()
        return file

    def _report(self):
        return self.rpc("report", company_id=self.company.id, period=PERIOD)

    # ------------------------------------------------------------------ figures

    def test_an_empty_period_holds(self):
        report = self._report()
        self.assertEqual([one["holds"] for one in report["invariants"].values()], [True] * 6)
        self.assertEqual(report["invoices"]["posted"], {"count": 0, "amount": "0.00"})

    def test_every_posted_invoice_is_in_one_bucket(self):
        for state in ("unknown", "sending", "pending", "prepared", "failed", "canceled"):
            self._attempt(self._month_invoice(100.10), state)
        self._month_invoice(7)
        paid = self._month_invoice(50)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        ).create({})._create_payments()
        invoices = self._report()["invoices"]
        self.assertEqual(invoices["posted"], {"count": 8, "amount": "657.60"})
        self.assertEqual(invoices["unknown"], {"count": 2, "amount": "200.20"})
        self.assertEqual(invoices["pending"], {"count": 2, "amount": "200.20"})
        self.assertEqual(invoices["failed"], {"count": 1, "amount": "100.10"})
        self.assertEqual(invoices["paid"], {"count": 1, "amount": "50.00"})
        self.assertEqual(invoices["skipped"], {"count": 2, "amount": "107.10"})
        reasons = invoices["reasons"]
        self.assertEqual(sum(one["count"] for one in reasons.values()), 2)
        self.assertNotIn("", reasons)
        third = self._report()["invariants"]["I3"]
        self.assertTrue(third["holds"])
        self.assertEqual((third["posted"], third["in_buckets"]), (8, 8))

    def test_a_held_invoice_is_skipped_for_that_reason(self):
        self.settings.write({"go_live": "2020-01-01", "collection_on": True})
        self.ledger._write_binding("test")
        move = self._month_invoice()
        self.env["quittance.hold"]._hold_invoice(move, "disputed")
        self.assertEqual(list(self._report()["invoices"]["reasons"]), ["held_invoice"])

    def test_a_credited_invoice_says_so(self):
        move = self._month_invoice()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"journal_id": move.journal_id.id}).refund_moves()
        credit = move.reversal_move_ids
        credit.action_post()
        lines = (move | credit).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.filtered(lambda line: not line.reconciled).reconcile()
        self.assertEqual(list(self._report()["invoices"]["reasons"]), ["credited"])

    def test_the_answer_has_only_what_xml_rpc_can_carry(self):
        self._attempt(self._month_invoice(), "pending")
        self._file(("billable", 12.5), ("quarantine", None))

        def check(value):
            if isinstance(value, dict):
                self.assertTrue(all(isinstance(name, str) for name in value))
                value = list(value.values())
            if isinstance(value, list):
                for part in value:
                    check(part)
            else:
                self.assertIn(type(value), (bool, int, str))

        check(self._report())

    def test_a_period_is_checked(self):
        with self.assertRaisesRegex(UserError, "2026-10"):
            self.rpc("report", company_id=self.company.id, period="October")

    def test_hello_knows_the_state_of_each_attempt(self):
        attempt = self._attempt(self._month_invoice(), "pending")
        known = self.rpc("hello", contract=1, keys=[attempt.key, "q1never"])["known"]
        self.assertEqual(known, {attempt.key: "pending", "q1never": ""})

    def test_a_copy_with_attempts_is_bound_only_after_an_audit(self):
        self._attempt(self._month_invoice(), "pending")
        self.ledger.write({"system_identifier": "1", "database_oid": "2", "restore_open": False})
        with self.assertRaisesRegex(UserError, "quittance audit"):
            self.ledger.with_user(self.supervisor).sudo(False)._bind("moved")

    # ------------------------------------------------------------------ each notices

    def test_i1_notices_a_charge_beyond_what_was_due(self):
        good, bad = self._month_invoice(100), self._month_invoice(100)
        self._attempt(good, "done")
        self.assertTrue(self._report()["invariants"]["I1"]["holds"])
        self._attempt(bad, "failed", amount=100.01)
        first = self._report()["invariants"]["I1"]
        self.assertFalse(first["holds"])
        self.assertEqual(first["over"], [bad.name])
        self.assertEqual(first["charged"], "100.00")

    def test_i1_notices_two_charges_for_one_debt(self):
        move = self._month_invoice(100)
        self._attempt(move, "done", extra=True)
        self._attempt(move, "done")
        first = self._report()["invariants"]["I1"]
        self.assertEqual((first["holds"], first["extra"]), (True, 1))
        self.env.cr.execute("UPDATE quittance_attempt SET extra = false WHERE company_id = %s",
                            [self.company.id])
        self.env.invalidate_all()
        self.assertFalse(self._report()["invariants"]["I1"]["holds"])

    def _payment(self, attempt, amount=None):
        payment = self.env["account.payment"].create(
            {"payment_type": "inbound", "partner_type": "customer", "amount": amount or
             attempt.amount, "partner_id": attempt.client_id.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_payment SET payment_transaction_id = %s, state = 'in_process'"
            " WHERE id = %s", [attempt.transaction_id.id, payment.id]
        )
        self.env.invalidate_all()
        return payment

    def test_i2_counts_what_is_booked_and_what_waits(self):
        attempt = self._attempt(self._month_invoice(100), "done")
        second = self._report()["invariants"]["I2"]
        self.assertEqual((second["holds"], second["done"], second["waiting"]), (True, 1, 1))
        attempt.write({"booked": True, "payment_id": self._payment(attempt).id})
        second = self._report()["invariants"]["I2"]
        self.assertEqual((second["holds"], second["booked"], second["waiting"]), (True, 1, 0))
        self.assertEqual((second["booked_amount"], second["paid_amount"]), ("100.00", "100.00"))

    def test_i2_notices_a_payment_without_success_and_one_too_many(self):
        failed = self._attempt(self._month_invoice(), "failed")
        self._payment(failed)
        self.assertFalse(self._report()["invariants"]["I2"]["holds"])

    def test_i2_notices_a_payment_of_another_amount(self):
        attempt = self._attempt(self._month_invoice(100), "done")
        attempt.write({"booked": True, "payment_id": self._payment(attempt, 99).id})
        self.assertFalse(self._report()["invariants"]["I2"]["holds"])

    def test_i4_notices_a_state_without_its_history(self):
        attempt = self._attempt(self._month_invoice(), "pending")
        fourth = self._report()["invariants"]["I4"]
        self.assertEqual((fourth["holds"], fourth["attempts"], fourth["events"]), (True, 1, 1))
        attempt.state = "failed"
        self.assertFalse(self._report()["invariants"]["I4"]["holds"])
        attempt._log("pending", "failed", "declined")
        self.assertTrue(self._report()["invariants"]["I4"]["holds"])

    def test_i4_is_not_misled_by_what_was_heard_while_the_state_changed(self):
        attempt = self._attempt(self._month_invoice(), "pending")
        attempt.state = "failed"
        attempt._log("pending", "failed", "declined")
        attempt._log("pending", "pending", "told at the same moment: decides nothing")
        self.assertTrue(self._report()["invariants"]["I4"]["holds"])

    def test_i4_notices_an_attempt_without_any_history(self):
        self._attempt(self._month_invoice(), "pending", history=False)
        self.assertFalse(self._report()["invariants"]["I4"]["holds"])

    def test_i5_adds_up_and_notices_a_cent(self):
        file = self._file(("billable", 12.50), ("quarantine", None), ("rejected", 7.25))
        fifth = self._report()["invariants"]["I5"]
        self.assertTrue(fifth["holds"])
        self.assertEqual((fifth["sent"], fifth["in_states"]), ("19.75", "19.75"))
        self.assertEqual(fifth["unreadable"], 1)
        self.assertEqual(fifth["states"]["rejected"], "7.25")
        lines = self._report()["lines"]
        self.assertEqual(lines["states"]["billable"], {"count": 1, "amount": "12.50"})
        self.assertEqual((lines["count"], lines["unreadable"]), (3, 1))
        self.env.cr.execute("UPDATE quittance_line SET amount = amount + 0.01"
                            " WHERE file_id = %s AND row = 1", [file.id])
        self.env.invalidate_all()
        fifth = self._report()["invariants"]["I5"]
        self.assertEqual((fifth["holds"], fifth["files_that_differ"]), (False, 1))

    def test_i5_notices_a_billed_line_that_is_on_no_invoice(self):
        self._file(("billed", 10))
        fifth = self._report()["invariants"]["I5"]
        self.assertEqual((fifth["holds"], fifth["billed_without_invoice"]), (False, 1))

    def test_i6_notices_a_removed_line_that_came_back(self):
        file = self._file(("removed", 10))
        sixth = self._report()["invariants"]["I6"]
        self.assertEqual((sixth["holds"], sixth["removed"]), (True, 1))
        file.line_ids.invoice_line_id = self._month_invoice().invoice_line_ids
        sixth = self._report()["invariants"]["I6"]
        self.assertEqual((sixth["holds"], sixth["removed_but_back"]), (False, 1))
