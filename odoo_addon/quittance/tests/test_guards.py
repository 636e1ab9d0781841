"""Every other door to a stored method is closed, and nothing moves under a live attempt."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.quittance.models import attempt_portal
from odoo.addons.quittance.models.attempt import QuittanceAttempt

from .collect_common import GOOD, LOST, PENDING, CollectCase, declined, found


@tagged("post_install", "-at_install")
class TestGuards(CollectCase):

    def test_an_invoice_is_not_reset_or_cancelled_under_a_live_attempt(self):
        move = self.executed(PENDING).row_ids.move_id
        for method in (move.button_draft, move.button_cancel,
                       lambda: move.write({"state": "draft"})):
            with self.assertRaises(UserError):
                method()
        self.assertEqual(move.state, "posted")

    def test_the_register_payment_wizard_does_not_charge_a_stored_method(self):
        line = self.stripe.journal_id.inbound_payment_method_line_ids.filtered(
            lambda one: one.payment_provider_id == self.stripe)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.make_due().ids).create({
                "journal_id": self.stripe.journal_id.id, "payment_method_line_id": line.id,
                "payment_token_id": self.token.id})
        with self.stripe_answers(GOOD) as stripe, self.assertRaises(UserError) as refusal:
            wizard._create_payments()
        self.assertIn("Collect now", str(refusal.exception))
        self.assertEqual(stripe.calls, [])

    def test_another_amount_is_not_believed_of_a_declined_transaction_either(self):
        """Odoo checks the amount, sets `error`, and goes on when that was the state before."""
        attempt = self.executed(declined())
        transaction = attempt.transaction_id
        self.assertEqual(transaction.state, "error")
        told = {"reference": attempt.key, "payment_intent": {**found(attempt), "amount": 1}}
        with patch.object(type(self.env["quittance.provider.stripe"]), "_answer_of_data",
                          lambda *_args: None), self.assertRaises(ValidationError):
            transaction._process("stripe", told)
        self.assertEqual((attempt.state, transaction.state), ("failed", "error"))

    def test_a_transaction_outside_the_protocol_is_not_charged(self):
        transaction = self.env["payment.transaction"].create({
            "provider_id": self.stripe.id, "payment_method_id": self.card.id,
            "reference": "outside", "amount": 10, "currency_id": self.company.currency_id.id,
            "partner_id": self.client_contact.id, "token_id": self.token.id,
            "operation": "offline"})
        with self.stripe_answers(GOOD) as stripe, self.assertRaises(UserError):
            transaction._charge_with_token()
        self.assertEqual(stripe.calls, [])

    def test_an_attempts_transaction_is_not_charged_by_others(self):
        attempt = self.prepared()
        with self.stripe_answers(GOOD) as stripe, self.assertRaises(UserError):
            attempt.transaction_id._charge_with_token()
        self.assertEqual(stripe.calls, [])

    def test_a_copy_of_the_database_charges_nothing_by_any_door(self):
        attempt = self.prepared()
        self.ledger.sudo().database_oid = "1"
        with self.stripe_answers(GOOD) as stripe:
            attempt._execute()
            with self.assertRaises(UserError):
                attempt.transaction_id._charge_with_token()
            with self.assertRaises(UserError):
                self.portal_transaction(self.make_due())
        self.assertEqual((attempt.state, stripe.calls), ("canceled", []))

    def test_a_transactions_state_is_not_written_by_people(self):
        transaction = self.executed(LOST).transaction_id
        for user in (self.accountant, self.supervisor, self.env.ref("base.user_admin")):
            with self.assertRaises(UserError):
                transaction.with_user(user).write({"state": "done"})
        self.assertEqual(transaction.state, "draft")

    def test_the_history_and_the_wire_are_never_changed(self):
        attempt = self.executed(GOOD)
        records = self.env["quittance.wire.record"].search([("reference", "=", attempt.key)])
        for record in (attempt.event_ids, records):
            with self.assertRaises(UserError):
                record.write({"method": "x"} if record == records else {"why": "x"})
            with self.assertRaises(UserError):
                record.unlink()
        with self.assertRaises(UserError):
            attempt.unlink()

    def test_an_accountant_changes_no_attempt(self):
        attempt = self.prepared().with_user(self.accountant)
        with self.assertRaises(AccessError):
            attempt.write({"state": "canceled"})
        with self.assertRaises(AccessError):
            attempt.action_decide()

    def test_our_transactions_end_in_error_and_can_still_become_done(self):
        attempt = self.executed(PENDING)
        attempt.transaction_id._set_canceled()
        self.assertEqual(attempt.transaction_id.state, "error")
        attempt.transaction_id._set_done()
        self.assertEqual(attempt.transaction_id.state, "done")

    def test_pay_button_is_gone_while_an_attempt_is_live(self):
        self.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
        move = self.make_due()
        self.assertTrue(move._has_to_be_paid())
        self.prepared(move)
        self.assertFalse(move._has_to_be_paid())

    # ------------------------------------------------------------------ the portal rail

    def portal_transaction(self, move, **vals):
        return self.env["payment.transaction"].create({
            "provider_id": self.stripe.id, "payment_method_id": self.card.id,
            "reference": f"portal-{move.id}-{len(move.transaction_ids)}", "amount": 100,
            "currency_id": move.currency_id.id, "partner_id": self.client_contact.id,
            "operation": "online_direct", "invoice_ids": [fields.Command.set(move.ids)], **vals})

    def test_a_clients_transaction_has_its_attempt_at_once(self):
        transaction = self.portal_transaction(self.make_due())
        attempt = transaction._quittance_attempt()
        self.assertEqual((attempt.key, attempt.rail, attempt.state, attempt.row_ids.live),
                         (transaction.reference, "portal", "sending", True))

    def test_linking_from_the_invoices_side_counts_as_well(self):
        move = self.make_due()
        transaction = self.portal_transaction(move, invoice_ids=False)
        self.assertFalse(transaction._quittance_attempt())
        move.transaction_ids = [fields.Command.link(transaction.id)]
        self.assertTrue(transaction._quittance_attempt())

    def test_an_announced_wire_transfer_makes_no_attempt(self):
        custom = self.env["payment.provider"].search([("code", "=", "custom")], limit=1)
        if not custom:
            custom = self.stripe.copy({"code": "none", "state": "enabled"})
        transaction = self.portal_transaction(self.make_due(), provider_id=custom.id)
        self.assertFalse(transaction._quittance_attempt())

    def test_the_night_and_the_client_do_not_both_charge(self):
        move = self.make_due()
        self.portal_transaction(move)
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "live_attempt")
        other = self.make_due()
        self.prepared(other)
        with self.assertRaises(UserError):
            self.portal_transaction(other)

    def test_more_than_what_is_open_cannot_be_paid(self):
        with self.assertRaises(UserError):
            self.portal_transaction(self.make_due(), amount=100.5)

    def test_all_that_is_overdue_is_one_attempt_on_several_invoices(self):
        moves = self.make_due() | self.make_due(amount=50)
        transaction = self.portal_transaction(
            moves[0], amount=150, invoice_ids=[fields.Command.set(moves.ids)])
        attempt = transaction._quittance_attempt()
        self.assertEqual(sorted(attempt.row_ids.mapped("amount")), [50, 100])
        transaction._set_done()
        attempt._book()
        self.assertEqual(set(moves.mapped("payment_state")), {"paid"})
        self.assertEqual(attempt.payment_id.amount, 150)

    def test_an_open_payment_is_cancelled_at_the_provider_to_make_room(self):
        move = self.make_due()
        attempt = self.portal_transaction(move)._quittance_attempt()
        attempt.provider_reference = "pi_open"
        body = {"id": "pi_open", "object": "payment_intent", "description": attempt.key,
                "amount": 10000, "currency": "eur"}
        with self.stripe_answers((200, {**body, "status": "requires_payment_method"}),
                                 (200, {**body, "status": "canceled"})):
            self.assertFalse(self.attempts._make_room(move))
        self.assertEqual((attempt.state, attempt.closed_at_provider), ("canceled", True))
        self.assertTrue(self.portal_transaction(move)._quittance_attempt())

    def test_a_declined_page_keeps_the_night_away_until_it_is_closed(self):
        move = self.make_due()
        attempt = self.portal_transaction(move)._quittance_attempt()
        open_page = found(attempt, "requires_payment_method", last_payment_error={
            "type": "card_error", "code": "card_declined", "message": "No."})
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": open_page})
        self.assertEqual((attempt.state, attempt.row_ids.live), ("failed", False))
        with self.stripe_answers(LOST):
            attempt._resolve()
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "unknown_attempt")
        with self.stripe_answers((200, open_page), (200, {**open_page, "status": "canceled"})):
            attempt._resolve()
        self.assertTrue(attempt.closed_at_provider)
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": {**open_page, "status": "canceled"}})
        self.assertFalse(attempt.activity_ids, "closing it contradicts nothing")
        self.assertEqual(self.prepare(self.order(move))[0]["state"], "prepared")

    def test_a_declined_page_that_cannot_be_closed_leaves_no_room_for_another(self):
        move = self.make_due()
        attempt = self.portal_transaction(move)._quittance_attempt()
        open_page = found(attempt, "requires_payment_method", last_payment_error={
            "type": "card_error", "code": "card_declined", "message": "No."})
        attempt.transaction_id._process("stripe", {
            "reference": attempt.key, "payment_intent": open_page})
        with self.stripe_answers((200, open_page), LOST), self.assertRaises(UserError):
            self.attempts._make_room(move)
        with self.stripe_answers((200, open_page), (200, {**open_page, "status": "canceled"})):
            self.assertFalse(self.attempts._make_room(move))
        self.assertTrue(self.portal_transaction(move)._quittance_attempt())

    def test_an_error_that_another_providers_module_makes_of_a_notice_frees_nothing(self):
        attempt = self.portal_transaction(self.make_due())._quittance_attempt()
        told = {"reference": attempt.key, "payment_intent": {**found(attempt), "amount": 1}}
        with patch.object(type(self.env["quittance.provider.stripe"]), "_answer_of_data",
                          lambda *_args: None):
            attempt.transaction_id._process("stripe", told)
        self.assertEqual((attempt.transaction_id.state, attempt.state, attempt.row_ids.live),
                         ("error", "sending", True))

    def test_a_payment_in_process_refuses_the_next_with_a_sentence(self):
        move = self.make_due()
        attempt = self.portal_transaction(move)._quittance_attempt()
        attempt.provider_reference = "pi_open"
        body = {"id": "pi_open", "object": "payment_intent", "description": attempt.key,
                "amount": 10000, "currency": "eur", "status": "processing"}
        with self.stripe_answers((200, body)):
            try:
                # Not assertRaises, which would undo what is committed before the refusal.
                self.attempts._make_room(move)
            except UserError as refusal:
                self.assertIn("being processed", str(refusal))
        self.assertEqual(attempt.state, "pending")

    def test_where_a_provider_cannot_cancel_the_open_session_is_shown_again(self):
        move = self.make_due()
        attempt = self.portal_transaction(move)._quittance_attempt()
        adapter = type(self.env["quittance.provider.stripe"])
        self._patch(adapter, "_can_cancel", False)
        self.assertEqual(self.attempts._make_room(move), attempt)

    def test_a_client_who_waits_too_long_is_told_that_nothing_was_charged(self):
        move = self.make_due()
        transaction = self.portal_transaction(
            move, operation="online_token", token_id=self.token.id)
        attempt = transaction._quittance_attempt()
        self._patch(QuittanceAttempt, "_lock", lambda one: False)
        self._patch(attempt_portal, "CLIENT_WAIT", 0)
        with self.stripe_answers(GOOD) as stripe:
            try:
                attempt._execute_for_person()
            except UserError as refusal:
                self.assertIn("nothing was charged", str(refusal))
        self.assertEqual((attempt.state, transaction.state, stripe.calls),
                         ("canceled", "error", []))

    def test_a_clients_stored_method_is_charged_through_the_protocol(self):
        transaction = self.portal_transaction(
            self.make_due(), operation="online_token", token_id=self.token.id)
        attempt = transaction._quittance_attempt()
        self.assertEqual(attempt.state, "prepared")
        with self.stripe_answers(GOOD):
            with self.assertRaises(UserError):
                transaction._charge_with_token()
            attempt._execute()
        self.assertEqual((attempt.state, attempt.send_no), ("done", 1))
