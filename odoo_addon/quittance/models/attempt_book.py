"""Booking: one payment per success, many at once, a failing one isolated."""

import psycopg2

from odoo import _, fields, models
from odoo.exceptions import UserError

from ..protocol import late, states

BATCH = 50


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _book(self):
        """Payments and reconciliation of those that are done and not in the books. Commits.

        Safe to repeat. One that cannot be booked keeps the reason and does not stop the others.
        """
        for start in range(0, len(self), BATCH):
            self[start:start + BATCH]._book_batch()

    def _book_batch(self):
        for _try in range(3):
            try:
                todo = self.try_lock_for_update(allow_referencing=True)
                todo.invalidate_recordset()
                todo = todo.filtered(lambda one: one.state == states.DONE and not one.booked)
                todo._crash_point("book.locked")
                todo._book_halving()
                self.env.flush_all()
                self._commit()
                self._crash_point("book.committed")
                return
            except psycopg2.OperationalError:
                self._rollback()

    def _book_halving(self):
        """All together; if that fails, each half, until the failing one is alone."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._book_together()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, not the others
            self.env.invalidate_all()
            if len(self) == 1:
                self._keep_book_problem(error)
                return
            middle = len(self) // 2
            self[:middle]._book_halving()
            self[middle:]._book_halving()

    def _book_together(self):
        quiet = self.with_context(**self._quiet_context())
        payments, muted = quiet.env["account.payment"], quiet._mute_invoices()
        quiet._read_for_booking()
        for company, attempts in quiet.grouped("company_id").items():
            values = [attempt._prepare_payment() for attempt in attempts]
            payments |= payments.with_company(company).create(values)
        payments.with_context(quittance_booking=True).action_post()
        quiet._take_payments(payments)
        self.env.flush_all()
        self._crash_point("book.payments_made")
        quiet.filtered(lambda one: not one.extra)._reconcile_booked()
        quiet._note_on_invoices(muted)
        self.filtered(lambda one: not one.extra)._tell_excess()
        self._crash_point("book.reconciled")

    def _take_payments(self, payments):
        """Each attempt and its transaction know their payment; the history says so."""
        now = fields.Datetime.now()
        for payment in payments:
            payment.quittance_attempt_id.write({"payment_id": payment.id})
            payment.payment_transaction_id.sudo().payment_id = payment
        self.write({"booked": True, "booked_at": now, "book_problem": False})
        self.env["quittance.attempt.event"]._add_all([
            (one, states.DONE, states.DONE, self.env._("Booked: %s", one.payment_id.name))
            for one in self])

    def _tell_excess(self):
        """What we have and is not owed any more: the invoice was paid or credited while the charge
        was under way, or while its money was disputed. It is the client's credit, and a person is
        told the same day."""
        for attempt in self:
            account = attempt.payment_id.destination_account_id
            lines = attempt.payment_id.move_id.line_ids.filtered(
                lambda line, account=account: line.account_id == account)
            excess = -sum(lines.mapped("amount_residual_currency"))
            if attempt.currency_id.compare_amounts(excess, 0) <= 0:
                continue
            why = _("%(invoices)s was paid otherwise meanwhile: %(excess)s of %(key)s is the "
                    "client's credit. Refund it, or leave it for the next invoice.",
                    invoices=attempt.invoice_names, key=attempt.key,
                    excess=attempt.currency_id.format(excess))
            attempt._note(why)
            attempt._tell_supervisors(_("Collected more than is owed now"), why)

    def _prepare_payment(self):
        """Values of the payment. People read the invoice's number on it."""
        provider = self.provider_id
        journal = provider.journal_id
        if not journal:
            raise UserError(_("Provider %s has no payment journal.", provider.name))
        line = journal.inbound_payment_method_line_ids.filtered(
            lambda one: one.payment_provider_id == provider)[:1]
        moves = self.row_ids.move_id.filtered(lambda move: move.state == "posted")
        values = {
            "amount": self.amount, "payment_type": "inbound", "partner_type": "customer",
            "currency_id": self.currency_id.id, "partner_id": self.client_id.id,
            "journal_id": journal.id, "company_id": self.company_id.id,
            "payment_method_line_id": line.id, "payment_token_id": self.token_id.id,
            "payment_transaction_id": self.transaction_id.id, "date": self._settled_on(),
            "memo": self.invoice_names or self.key, "quittance_attempt_id": self.id,
        }
        discount = self._prepare_discount()
        if discount:
            # Without the key Odoo makes the entries of all payments at once, with it one by one.
            values["write_off_line_vals"] = discount
        if moves and not self.extra:
            values["invoice_ids"] = [fields.Command.set(moves.ids)]
            terms = moves.line_ids.filtered(lambda one: one.display_type == "payment_term")
            values["destination_account_id"] = terms[:1].account_id.id
        return values

    def _settled_on(self):
        """The day of the success, where the company is."""
        settings = self.env["quittance.settings"]._for_company(self.company_id)
        return settings._local(self.since).date()

    def _prepare_discount(self):
        """The early-payment discount that was frozen at `prepare`, as write-off lines.

        Odoo would look at the day of booking, and leave the discount open.
        """
        line = self.env["account.move.line"].browse((self.discount or {}).get("line_id")).exists()
        if self.extra or not line or line.reconciled:
            return []
        amounts = [{"aml": line, "amount_currency": -line.amount_residual_currency,
                    "balance": -line.balance}]
        found = self.env["account.move"]._get_invoice_counterpart_amls_for_early_payment_discount(
            amounts, float(self.discount["amount_company"]))
        return [{**values, "partner_id": line.move_id.partner_id.id}
                for group in found.values() for values in group]

    # ------------------------------------------------------------------ money that comes back

    def _return(self, day, code, message):
        """Money came back on `day`: a reversal of that date, the invoices open again and held.

        Never by cancelling the payment: its period may be closed, its taxes declared. Again: a
        logged no-op.
        """
        self.ensure_one()
        why = ": ".join(part for part in (_("Came back"), code, message) if part)
        if self.state == states.RETURNED:
            self._note(why)
            return
        if self.state == states.DONE and not self.booked:
            self._book_halving()
        if self.state != states.DONE or not self.booked:
            # What is not in the books cannot be reversed there: told again at the next look.
            self._note(why)
            self._tell_supervisors(_("Money came back that is not in the books"), f"{self.key}: {why}")
            return
        reversal = self.env["account.move"]
        if self._is_payment_cancelled():
            why = _("%s. Its payment was cancelled before: there was nothing to reverse.", why)
        else:
            reversal = self._reverse_payment(day)
        self._move_to(states.RETURNED, why, returned_on=day, return_code=code or False,
                      return_move_id=reversal.id)
        for move in self.env["quittance.retry"]._to_hold(self):
            self.env["quittance.hold"]._hold_invoice(
                move, why, "dispute" if late.is_dispute(code) else "return")
        if not late.is_dispute(code):
            self._tell_client_of_return(day)

    def _tell_client_of_return(self, day):
        """One message on the invoice, to the client: a return is taken over once."""
        move = self.row_ids.move_id[:1]
        if not self.env["quittance.ledger"]._tells_client(
                self, _("Came back: %s", self.invoice_names or self.key), day):
            return
        client = move.partner_id
        speaking = self.with_context(lang=client.lang or self.env.lang)
        move.with_context(lang=client.lang or self.env.lang).message_post(
            subject=speaking.env._("Your payment came back: %s", self.invoice_names),
            body=speaking.env._(
                "Your bank has returned the payment of %(amount)s for %(invoices)s on %(day)s. "
                "The invoice is open again.", amount=self.currency_id.format(self.amount),
                invoices=self.invoice_names, day=fields.Date.to_string(day)),
            partner_ids=client.ids, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _is_payment_cancelled(self):
        """Whether a person has taken it out of the books: Odoo deletes the entry, or keeps it as
        cancelled."""
        payment = self.payment_id
        return payment.state == "canceled" and payment.move_id.state in (False, "cancel")

    def _reverse_payment(self, day, label=""):
        """Undo payment and reconciliation as of `day`, cash-basis taxes included."""
        entry = self.payment_id.move_id.with_context(quittance_return_date=day)
        if entry.state == "draft":
            raise UserError(_("Payment %s is a draft: post it again, or cancel it.",
                              self.payment_id.name))
        account = self.payment_id.destination_account_id
        receivable = entry.line_ids.filtered(lambda line: line.account_id == account)
        receivable.remove_move_reconcile()
        reversal = entry._reverse_moves(
            [{"date": day,
              "ref": label or _("Came back: %s", self.invoice_names or self.key)}])
        reversal._post(soft=False)
        self._match(receivable.move_id | reversal)
        return reversal

    def _match(self, moves):
        """Reconcile what is open of these moves on the payment's receivable account (posting a
        reversal may have done so)."""
        account = self.payment_id.destination_account_id
        lines = moves.line_ids.filtered(
            lambda line: line.account_id == account and not line.reconciled)
        if len(lines) > 1:
            lines.reconcile()

    def _reinstate(self, day, why):
        """What came back is ours again (a dispute that was won): the return is reversed too."""
        self.ensure_one()
        if not self.return_move_id and self._is_payment_cancelled():
            self._tell_supervisors(
                _("Won, but not in the books"),
                _("%(key)s: %(why)s, and its payment was cancelled before. Record it by hand.",
                  key=self.key, why=why))
            self._move_to(states.DONE, why)
            return
        account = self.payment_id.destination_account_id
        receivable = (self.payment_id.move_id | self.return_move_id).line_ids.filtered(
            lambda line: line.account_id == account)
        receivable.remove_move_reconcile()
        again = self.return_move_id._reverse_moves([{"date": day, "ref": why}])
        again._post(soft=False)
        self._match(self.return_move_id | again)
        self._move_to(states.DONE, why)
        self._match(self.payment_id.move_id | self.row_ids.move_id)
        self._tell_excess()
