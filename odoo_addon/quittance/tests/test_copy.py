"""A copy of the database touches no client, and after a restore none is told a second time."""

from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .collect_common import LOST, found
from .refund_common import RefundCase, made


@tagged("post_install", "-at_install")
class TestCopy(RefundCase):

    def copied(self):
        self.ledger.sudo().database_oid = "1"

    def restored(self):
        """As if the backup of a while ago had been accepted just now."""
        self.ledger._suspect_restore(["q1abc is missing"])
        self._patch(type(self.ledger), "_check_audited", lambda *_args: None)
        self.ledger.with_user(self.supervisor)._accept_restore("the disk broke")

    def told(self, move):
        return move.message_ids.filtered(lambda one: one.partner_ids == move.partner_id)

    def returned(self, attempt, day=None):
        attempt._return(day or self.company._quittance_today(), "insufficient_funds", "")
        self.assertEqual(attempt.state, "returned")
        return attempt.row_ids.move_id

    def later(self):
        """A day after the restore."""
        back = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.ledger.sudo().restored_at = back

    def test_a_copys_scheduled_job_asks_hears_and_tells_nothing(self):
        attempt, lost = self.collected(), self.executed(LOST)
        refund, _stripe = self.ordered(LOST)
        self.long_ago(lost, minutes=30)
        self.age(refund)
        dispute = {"id": "dp_1", "payment_intent": attempt.provider_reference,
                   "created": 1_790_000_000, "reason": "insufficient_funds", "amount": 10000,
                   "currency": "eur", "status": "lost"}
        self.copied()
        with self.stripe_answers((200, {"data": [dispute], "has_more": False})) as stripe:
            self.attempts._cron_resolve()
        self.assertEqual((attempt.state, lost.state, refund.state),
                         ("done", "unknown", "unknown"))
        self.assertEqual((stripe.calls, self.told(attempt.row_ids.move_id).ids), ([], []))

    def test_a_copy_cancels_no_payment_that_a_client_has_open(self):
        move = self.make_due()
        transaction = self.env["payment.transaction"].create({
            "provider_id": self.stripe.id, "payment_method_id": self.card.id,
            "reference": "portal-1", "amount": 100, "currency_id": move.currency_id.id,
            "partner_id": self.client_contact.id, "operation": "online_direct",
            "invoice_ids": [fields.Command.set(move.ids)]})
        attempt = transaction._quittance_attempt()
        attempt.provider_reference = "pi_1"
        self.long_ago(attempt, hours=2)
        self.copied()
        with self.stripe_answers((200, found(attempt, "requires_payment_method"))) as stripe:
            self.attempts._cron_resolve()
        self.assertEqual((attempt.state, stripe.calls), ("sending", []))

    def test_the_connector_and_people_learn_that_a_copy_does_not_ask(self):
        lost = self.executed(LOST)
        refund, _stripe = self.ordered(LOST)
        self.long_ago(lost, minutes=30)
        self.age(refund)
        self.copied()
        with self.stripe_answers(LOST) as stripe:
            status = self.rpc("resolve", company_id=self.company.id, keys=[lost.key])
            for record in (lost, refund):
                with self.assertRaisesRegex(UserError, "is a copy"):
                    record.with_user(self.accountant).action_ask_again()
        self.assertEqual(status["attempts"][0]["error_code"], "not_bound")
        self.assertEqual(stripe.calls, [])

    def test_a_provider_in_test_mode_is_asked_on_a_copy_too(self):
        lost = self.executed(LOST)
        self.long_ago(lost, minutes=30)
        self.copied()
        self.stripe.state = "test"
        with self.stripe_answers((200, {"data": [found(lost)], "has_more": False})):
            lost._resolve()
        self.assertEqual(lost.state, "done")

    def test_no_client_is_told_on_a_copy(self):
        attempt = self.collected()
        self.copied()
        self.assertFalse(self.told(self.returned(attempt)))

    def test_no_client_is_told_while_a_restore_is_open(self):
        returned, refunded = self.collected(), self.collected()
        self.ledger._suspect_restore(["q1abc is missing"])
        self.assertFalse(self.told(self.returned(returned)))
        self.heard(self.seen(refunded))
        self.assertFalse(self.told(refunded.row_ids.move_id))
        self.assertTrue(refunded.refund_ids.booked)
        for record in (returned, refunded.refund_ids):
            self.assertIn("The client was not told", record.activity_ids.mapped("summary"))

    def test_no_client_is_told_a_second_time_after_a_restore(self):
        returned, refunded = self.collected(), self.collected()
        self.restored()
        self.assertFalse(self.told(self.returned(returned)))
        self.heard(self.seen(refunded))
        self.assertFalse(self.told(refunded.row_ids.move_id))
        self.assertIn("restored since", refunded.refund_ids.activity_ids[0].note)

    def test_what_happens_after_a_restore_is_told(self):
        returned = self.collected()
        self.restored()
        self.later()
        self.assertEqual(len(self.told(self.returned(returned))), 1)
        refund, _stripe = self.ordered((200, made))
        self.assertEqual(len(self.told(refund.attempt_id.row_ids.move_id)), 1)

    def test_a_database_that_was_bound_anew_counts_as_restored(self):
        attempt = self.collected()
        self.copied()
        self._patch(type(self.ledger), "_check_audited", lambda *_args: None)
        self.ledger.with_user(self.supervisor)._bind("moved to another machine")
        self.assertFalse(self.told(self.returned(attempt, date(2026, 9, 1))))

    def test_the_first_binding_is_no_restore(self):
        self.ledger.sudo().write({"system_identifier": False, "bound_at": False,
                                  "restored_at": False})
        self._patch(type(self.ledger), "_check_audited", lambda *_args: None)
        self.ledger.with_user(self.supervisor)._bind("going live")
        self.assertEqual(len(self.told(self.returned(self.collected(), date(2026, 9, 1)))), 1)
