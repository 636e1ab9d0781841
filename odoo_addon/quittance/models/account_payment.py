"""Payments that attempts became, and the wizard's door to stored methods, which is closed."""

from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountPayment(models.Model):
    _inherit = "account.payment"

    quittance_attempt_id = fields.Many2one(
        "quittance.attempt", string="Attempt", readonly=True, copy=False, ondelete="restrict")

    _quittance_one_attempt = models.UniqueIndex(
        "(quittance_attempt_id)", "This attempt has its payment already.")

    def _create_payment_transaction(self, **extra_create_values):
        if not self:
            return super()._create_payment_transaction(**extra_create_values)
        raise UserError(_(
            "A stored method is charged by Quittance alone: open the invoice and use Collect now. "
            "It asks first whether a charge is under way, so that nobody is charged twice."))

    # ------------------------------------------------------------------ many at once

    def _generate_journal_entry(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        """As Odoo. While many are booked their payments learn of their entries all at once: a write
        for each would look up for each what depends on it, half of the time of booking."""
        given = write_off_line_vals or force_balance or line_ids
        if given or not self.env.context.get("quittance_booking"):
            return super()._generate_journal_entry(write_off_line_vals, force_balance, line_ids)
        payments = self.filtered(lambda one: not one.move_id and one.outstanding_account_id)
        if payments:
            entries = self.env["account.move"].create(
                [payment._generate_move_vals() for payment in payments])
            payments._quittance_take_entries(entries)
        return None

    def _quittance_take_entries(self, entries):
        """Each payment is in process with the entry that was made for it."""
        names = ["move_id", "state"]
        self.flush_recordset(names)
        self.env.cr.execute(SQL(
            """UPDATE account_payment SET move_id = entry.id, state = 'in_process'
                 FROM account_move entry
                WHERE entry.origin_payment_id = account_payment.id AND entry.id IN %s
                  AND account_payment.id IN %s""", entries._ids, self._ids))
        self.invalidate_recordset(names)
        with self.env.protecting([self._fields["state"]], self):
            self.modified(names)

    def _compute_amount_available_for_refund(self):
        """Of a payment of ours, what is neither given back, nor on its way, nor disputed."""
        ours = self.filtered(lambda one: one.sudo().quittance_attempt_id)
        super(AccountPayment, self - ours)._compute_amount_available_for_refund()
        for payment in ours:
            attempt = payment.sudo().quittance_attempt_id
            open_ = attempt.state == "done" and attempt._refunds_in_odoo()
            payment.amount_available_for_refund = float(
                attempt._amount_decimal() - attempt._given_back()) if open_ else 0
