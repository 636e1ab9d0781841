"""The client's own payment as a rail: its transaction gets an attempt in the same database
transaction, so that the index and not a hidden button decides."""

import json
import time
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..protocol import answers, preflight, states
from .instruction_send import LOCK_PAUSE
from .wire_record import without_secrets

# Announced wire transfers: nothing is under way at a provider.
WITHOUT_ATTEMPT = {"custom", "none"}
# How long a client waits for the night, which looks at the same invoice.
CLIENT_WAIT = 8
ONLINE = {"online_redirect", "online_direct", "online_token"}
STATE_OF_TRANSACTION = {
    "pending": states.PENDING, "authorized": states.PENDING, "done": states.DONE,
    "error": states.FAILED, "cancel": states.CANCELED,
}


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _open_portal(self, transaction):
        """The attempt of a client's transaction that has come to be linked to invoices."""
        moves = transaction.invoice_ids.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt"))
        known = self.search([("transaction_id", "=", transaction.id)])
        if moves and transaction.operation in ONLINE and transaction.amount <= 0:
            raise UserError(self._reason_sentence("nothing_due", moves[0], transaction.token_id))
        if known or not moves or not self._is_clients_own(transaction):
            return known
        if transaction.state == "draft":
            self._refuse_clients(transaction, moves)
        values = self._prepare_portal(transaction, moves)
        attempt = self.create(values)
        attempt._log("", attempt.state, _("Opened by the client's payment"))
        self.env.flush_all()
        return attempt

    @api.model
    def _is_clients_own(self, transaction):
        return (transaction.operation in ONLINE and not transaction.source_transaction_id
                and transaction.provider_id.code not in WITHOUT_ATTEMPT
                and transaction.amount > 0)

    @api.model
    def _prepare_portal(self, transaction, moves):
        no = self.env["quittance.attempt.invoice"]._next_no(moves)
        state = STATE_OF_TRANSACTION.get(transaction.state) or (
            states.PREPARED if transaction.operation == "online_token" else states.SENDING)
        now = fields.Datetime.now()
        taken = self.env["quittance.attempt.invoice"].search_count(
            [("move_id", "in", moves.ids), ("live", "=", True)], limit=1)
        return {
            "key": transaction.reference, "company_id": moves[0].company_id.id,
            "client_id": moves[0].commercial_partner_id.id, "amount": transaction.amount,
            "currency_id": transaction.currency_id.id, "rail": "portal", "origin": "client",
            "as_of": moves[0].company_id._quittance_today(),
            "token_id": transaction.token_id.id if transaction.operation == "online_token"
            else False,
            "provider_id": transaction.provider_id.id, "transaction_id": transaction.id,
            "provider_reference": transaction.provider_reference or False, "state": state,
            "sent_at": now if state == states.SENDING else False, "lease_until": now,
            "booked": bool(transaction.payment_id), "payment_id": transaction.payment_id.id,
            "extra": bool(taken and state == states.DONE),
            "discount": self._portal_discount(transaction, moves),
            "row_ids": [Command.create({"move_id": move.id, "no": no, "amount": float(part)})
                        for move, part in self._shares(transaction, moves)],
        }

    @api.model
    def _portal_discount(self, transaction, moves):
        """The early-payment discount that the client used: frozen now, booked so later."""
        if len(moves) != 1:
            return False
        today = moves.company_id._quittance_today()
        due, discount = moves._quittance_due(moves.invoice_date_due or today)
        lines = moves.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled)
        if len(lines) == 1:
            discount = moves._quittance_discount(lines, today)
            due = moves._quittance_residual() - Decimal(discount["amount"]) if discount else due
        paid = Decimal(f"{transaction.amount:.{transaction.currency_id.decimal_places}f}")
        return discount if discount and paid == due else False

    @api.model
    def _shares(self, transaction, moves):
        """(invoice, its part of the amount): the oldest first, all of a single one's."""
        digits = transaction.currency_id.decimal_places
        left = Decimal(f"{transaction.amount:.{digits}f}")
        ordered = moves.sorted(lambda move: (move.invoice_date_due or move.date, move.id))
        for move in ordered:
            part = left if move == ordered[-1] else min(left, move._quittance_residual())
            left -= part
            yield move, part

    @api.model
    def _refuse_clients(self, transaction, moves):
        """Refuse what must not begin: another attempt live, nothing due, a copy, a test mode."""
        live = moves._quittance_live_attempts()
        if live:
            raise UserError(live[0]._sentence_for_client())
        residual = sum((move._quittance_residual() for move in moves), Decimal(0))
        digits = transaction.currency_id.decimal_places
        if Decimal(f"{transaction.amount:.{digits}f}") > residual:
            raise UserError(_("More than what is open on the invoice cannot be paid."))
        for move in moves:
            token = transaction.token_id
            facts = self._facts(
                move, move.company_id._quittance_today(), token, self._portal_problem(transaction),
                origin="client")
            code = preflight.reason(facts, preflight.BY_CLIENT)
            if code != preflight.COLLECT:
                raise UserError(self._reason_sentence(code, move, token))

    @api.model
    def _portal_problem(self, transaction):
        provider = transaction.provider_id
        refusal = self.env["quittance.ledger"]._get()._refusal(provider)
        if refusal:
            raise UserError(refusal)
        if provider.state == "test" and not self.env["quittance.policy"]._allows_test_mode():
            return "provider_test"
        token = transaction.token_id
        return token._quittance_problem(
            transaction.invoice_ids[:1].commercial_partner_id, transaction.company_id
        ) if token else ""

    def _execute_for_person(self):
        """Charge the client's stored method while he, or who collects by hand, waits; or call it
        off and say so: a UserError."""
        limit = time.monotonic() + CLIENT_WAIT
        while self._execute_isolated() == "busy" and self.state == states.PREPARED:
            if time.monotonic() > limit:
                self._believe(answers.Verdict(states.CANCELED, "never_left"), _("Left"))
                self.env.flush_all()
                self._commit()
                raise UserError(_("Somebody else is working on this invoice, and nothing was "
                                  "charged. Please try again in a moment."))
            time.sleep(LOCK_PAUSE)

    def _sentence_for_client(self):
        """Why the client cannot pay now."""
        self.ensure_one()
        if self.state == states.DONE:
            return _("This invoice was paid a moment ago. Thank you.")
        if self.rail == "portal":
            return _("Your payment of this invoice is being processed. Please wait for its "
                     "outcome before you pay again.")
        return _("This invoice is being collected on the method that you stored. Please wait for "
                 "the outcome before you pay it.")

    # ------------------------------------------------------------------ the payment before

    @api.model
    def _make_room(self, moves):
        """Before a new payment of the client's: ask about the one before.

        Proven declined, or cancelled at the provider: there is room. In process: a UserError.
        Answers the attempt whose open session is to be shown again, where the provider cannot
        cancel; else an empty set.
        """
        self._close_declined(moves)
        for attempt in moves._quittance_live_attempts():
            if not attempt._is_open_session():
                if not (attempt.rail == "portal" and attempt.state == states.PREPARED):
                    raise UserError(attempt._sentence_for_client())
                attempt._believe(answers.Verdict(states.CANCELED, "never_left"), _("Left"))
                continue
            if not attempt._lock():
                raise UserError(attempt._sentence_for_client())
            adapter = attempt._adapter()
            if not adapter._can_close(attempt):
                return attempt
            attempt._close_session()
            # What the provider said, or did, stays true though the new payment is refused.
            self.env.flush_all()
            attempt._commit()
            if attempt.state in states.OPEN or attempt.state == states.DONE:
                raise UserError(attempt._sentence_for_client())
        return self.browse()

    def _keep_opened(self, adapter, endpoint, content):
        """The provider has opened something for the client to pay: its id and how it is shown."""
        opened = adapter._opened(endpoint, content)
        if not opened or self.provider_reference or self._is_foreign(opened):
            return
        self.provider_reference = opened
        if adapter._opens_each_time:
            self.env["quittance.wire.record"].sudo()._insert(
                reference=self.key, kind="answered", method="POST", url=endpoint,
                body=json.dumps(without_secrets(content)), company_no=self.company_id.id)

    @api.model
    def _close_declined(self, moves):
        """A declined payment page can still be used in the client's browser: close it first.

        One whose closing the provider does not confirm leaves no room: a UserError.
        """
        rows = self.env["quittance.attempt.invoice"].search([("move_id", "in", moves.ids)])
        declined = rows.attempt_id.filtered(
            lambda one: one.rail == "portal" and one.state == states.FAILED
            and one.provider_reference and not one.closed_at_provider)
        for attempt in declined:
            attempt._close_session()
        still = declined.filtered(
            lambda one: one.state == states.FAILED and not one.closed_at_provider)
        if still:
            self.env.flush_all()
            still[0]._commit()
            raise UserError(still[0]._sentence_for_client())

    def _close_session(self):
        """Ask about the client's session; cancel it where nobody has paid."""
        adapter = self._adapter()
        self.asked_at = fields.Datetime.now()
        if not adapter._can_close(self):
            if self.state == states.SENDING:
                self._move_to(states.UNKNOWN, _("Left open; the provider cannot cancel it"))
            else:
                self.closed_at_provider = True
            return
        expected = self._expected()
        answer = adapter._ask(self)
        if answer is None:
            # The page was shown, but nothing was ever created at the provider.
            self._believe(answers.Verdict(states.CANCELED, "never_opened"), _("Asked"))
            return
        verdict = self._read(answers.INQUIRY, answer, expected)
        if verdict.is_open or (verdict.state == states.FAILED and verdict.provider_reference):
            self.provider_reference = verdict.provider_reference
            decline = verdict if verdict.state == states.FAILED else None
            verdict = self._read(answers.INQUIRY, adapter._cancel(self), expected)
            if verdict.state == states.CANCELED:
                self.closed_at_provider = True
                verdict = decline if self.state == states.SENDING and decline else verdict
        if self.state != states.FAILED or verdict.state == states.DONE:
            self._believe(verdict, _("Asked about the open payment"))
        elif verdict.state == states.CANCELED:
            # Nothing else proves it: silence, or a payment that is tried anew, is asked again.
            self.closed_at_provider = True

    def _follow_transaction(self):
        """Odoo's engine set the transaction's state without an answer that we read first."""
        wanted = STATE_OF_TRANSACTION.get(self.transaction_id.state)
        if not wanted or wanted == self.state or (
                wanted in (states.FAILED, states.CANCELED)
                and self.state in (states.FAILED, states.CANCELED)):
            return
        if wanted in (states.DONE, states.PENDING):
            answer = self._adapter()._answer_of_transaction(self.transaction_id.sudo())
            verdict = answers.read("", answers.INQUIRY, answer, self._expected())
            self._believe(verdict, _("Told by Odoo's payment engine"))
        elif (self._is_open_session() and not self.provider_reference
                and not self.env.context.get("quittance_told")):
            # The page could not even be opened: the client was given nothing to pay with.
            self._believe(answers.Verdict(states.CANCELED, "not_opened",
                                          self.transaction_id.state_message or ""),
                          _("Told by Odoo's payment engine"))
        else:
            self._note(_(
                "Odoo's payment engine says %(state)s: %(why)s. That decides nothing.",
                state=self.transaction_id.state, why=self.transaction_id.state_message or ""))
