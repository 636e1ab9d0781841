"""What of an attempt's money went back: its refunds, their sum, and the entry of a part."""

from decimal import Decimal

from odoo import _, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..protocol import refunds, states


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    refund_ids = fields.One2many("quittance.refund", "attempt_id", string="Refunds", readonly=True)
    refund_no = fields.Integer(string="Refunds so far", readonly=True)
    refunding = fields.Monetary(string="Refunded or being refunded", readonly=True)
    disputed = fields.Monetary(string="Disputed in part", readonly=True)

    _refunds_within = models.Constraint(
        "CHECK (refunding <= amount)", "More cannot go back than was collected.")

    def _sum_refunds(self):
        """The sums of the refunds; the caller holds the lock."""
        for attempt in self:
            rows = attempt.refund_ids.filtered(lambda one: refunds.counts(one.state))
            asked = rows.filtered(lambda one: one.kind == "refund")
            attempt.write({
                "refunding": sum(asked.mapped("amount")),
                "refunded": sum(asked.filtered(
                    lambda one: one.state == states.DONE).mapped("amount")),
                "disputed": sum((rows - asked).mapped("amount")),
            })

    def _given_back(self):
        """What of it went back or is on its way: not to be refunded again. A Decimal."""
        return sum((one._amount_decimal() for one in self.refund_ids
                    if refunds.counts(one.state)), Decimal(0))

    def _refunds_in_odoo(self):
        return "none" not in self._refund_support()

    def _refunds_whole_only(self):
        return "full_only" in self._refund_support()

    def _refund_support(self):
        """What provider and payment method can refund, as Odoo's modules say."""
        method = self.transaction_id.sudo().payment_method_id
        return {self.provider_id.sudo().support_refund or "none",
                (method.primary_payment_method_id or method).support_refund or "none"}

    def action_refund(self):
        """The button *Refund*: asks for amount and reason."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Refunding is for Quittance's accountants."))
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "quittance.refund.wizard",
            "name": _("Refund"), "view_mode": "form", "target": "new",
            "context": {
                "default_attempt_id": self.id, "default_no": self.refund_no + 1,
                "default_amount": self._left_to_refund(),
                "default_way": "odoo" if self._refunds_in_odoo() else "provider",
            },
        }

    def _left_to_refund(self):
        """What can still go back, for a money field."""
        return float(self._amount_decimal() - self.sudo()._given_back())

    # ------------------------------------------------------------------ the books

    def _give_back(self, amount, day, label):
        """The entry by which `amount` (Decimal) of a booked payment went back on `day`.

        All of it, and nothing went back before: the payment is reversed. A part: an entry of that
        amount on the client's account, matched with the payment first, so that the invoice is
        open again by it. What the payment still pays, it pays as before.
        """
        self.ensure_one()
        if amount == self._amount_decimal() and not self._entries_of_parts():
            return self._reverse_payment(day, label)
        entry = self.env["account.move"].create(self._prepare_give_back(amount, day, label))
        entry._post(soft=False)
        account = self.payment_id.destination_account_id
        line = self.payment_id.move_id.line_ids.filtered(lambda one: one.account_id == account)
        self._match_part(line, amount, day, entry.line_ids.filtered(
            lambda one: one.account_id == account))
        return entry

    def _entries_of_parts(self):
        return self.refund_ids.filtered(lambda one: one.move_id and not one.undo_move_id).move_id

    def _prepare_give_back(self, amount, day, label):
        payment = self.payment_id
        account = payment.destination_account_id
        paid = payment.move_id.line_ids.filtered(lambda one: one.account_id == account)
        share = float(amount) / abs(sum(paid.mapped("amount_currency")))
        balance = self.company_id.currency_id.round(abs(sum(paid.mapped("balance"))) * share)
        both = ((account, 1), (payment.outstanding_account_id, -1))
        return {
            "move_type": "entry", "journal_id": payment.journal_id.id, "date": day, "ref": label,
            "company_id": self.company_id.id, "partner_id": self.client_id.id,
            "line_ids": [Command.create({
                "account_id": one.id, "name": label, "partner_id": self.client_id.id,
                "currency_id": self.currency_id.id, "amount_currency": sign * float(amount),
                "balance": sign * balance}) for one, sign in both],
        }

    def _match_part(self, paid, amount, day, returned):
        """Match the payment's line with what went back, then the rest of it as it was.

        The taxes that are due on payment follow as of `day`: the period of the payment may be
        declared.
        """
        counterparts = paid.browse()
        if self.currency_id.compare_amounts(
                abs(sum(paid.mapped("amount_residual_currency"))), float(amount)) < 0:
            counterparts = paid.matched_debit_ids.debit_move_id
            paid.with_context(quittance_return_date=day).remove_move_reconcile()
        (paid | returned).reconcile()
        if counterparts:
            self._match_again(paid, counterparts, day)

    def _match_again(self, paid, counterparts, day):
        """Match the payment with what it was matched with: first with all that went back of it,
        however young, so that the invoice is open by the whole of that."""
        parts = counterparts & self._entries_of_parts().line_ids
        if parts:
            (paid | parts).reconcile()
        self._match_dated(paid | (counterparts - parts), day)

    def _match_dated(self, lines, day):
        """Reconcile; the entries of taxes due on payment bear `day`."""
        before = lines.matched_debit_ids | lines.matched_credit_ids
        lines.filtered(lambda one: not one.reconciled).with_context(
            no_cash_basis=True).reconcile()
        made = (lines.matched_debit_ids | lines.matched_credit_ids) - before
        if made and self.company_id.tax_exigibility:
            made.max_date = day
            made._create_tax_cash_basis_moves()
            made._set_draft_caba_move_vals()

    def _take_again(self, entry, day, label):
        """What had gone back by `entry` is ours again: it is reversed, the invoice paid again."""
        account = self.payment_id.destination_account_id
        paid = self.payment_id.move_id.line_ids.filtered(lambda one: one.account_id == account)
        returned = entry.line_ids.filtered(lambda one: one.account_id == account)
        counterparts = paid.matched_debit_ids.debit_move_id - returned
        (paid | returned).with_context(quittance_return_date=day).remove_move_reconcile()
        again = entry._reverse_moves([{"date": day, "ref": label}])
        again._post(soft=False)
        self._match(entry | again)
        if not self.extra and self.state == states.DONE:
            # What came back as a whole pays its invoice no more.
            rows = self.row_ids.move_id.filtered(lambda move: move.state == "posted")
            counterparts |= rows.line_ids.filtered(lambda one: one.account_id == account)
        self._match_again(paid, counterparts, day)
        return again
