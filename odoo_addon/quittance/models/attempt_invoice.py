"""One invoice of an attempt: the row on which the database allows one live attempt."""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..protocol import states


class QuittanceAttemptInvoice(models.Model):
    _name = "quittance.attempt.invoice"
    _description = "Invoice of an attempt"
    _order = "id"
    _rec_name = "move_id"

    attempt_id = fields.Many2one("quittance.attempt", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True,
                              index=True, ondelete="restrict")
    company_id = fields.Many2one(related="attempt_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="attempt_id.currency_id")
    no = fields.Integer(string="Number", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    live = fields.Boolean(compute="_compute_live", store=True, precompute=True)

    _one_live = models.UniqueIndex(
        "(move_id) WHERE live", "Another attempt to collect this invoice is under way.")
    _one_number = models.UniqueIndex("(move_id, no)", "This attempt's number is taken.")

    @api.depends("attempt_id.state", "attempt_id.booked", "attempt_id.extra")
    def _compute_live(self):
        for row in self:
            attempt = row.attempt_id
            row.live = states.is_live(attempt.state, attempt.booked, attempt.extra)

    @api.model
    def _next_no(self, moves):
        """The next free number for all of these invoices."""
        self.env.cr.execute(
            "SELECT COALESCE(MAX(no), 0) + 1 FROM quittance_attempt_invoice WHERE move_id IN %s",
            [tuple(moves.ids) or (0,)])
        return self.env.cr.fetchone()[0]

    def _amount_asked_for(self):
        """What of the invoice this attempt settles: its amount and the discount granted with it, a
        Decimal."""
        granted = (self.attempt_id.discount or {}).get("amount", 0)
        return Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}") + Decimal(granted)

    def _gone_back(self):
        """What of this row was given back or is disputed in part; where its attempt paid for several
        invoices, what cannot have been of the others."""
        attempt = self.attempt_id
        others = attempt.amount - self.amount
        return max(attempt.refunded + attempt.disputed - others, 0)

    def _say_collected(self):
        """What the provider has of it, since when, and which payment stands for it."""
        payment = self.attempt_id.payment_id
        return _("%(amount)s of %(day)s (payment %(payment)s)",
                 amount=self.currency_id.format(self.amount - self._gone_back()),
                 day=format_date(self.env, payment.date),
                 payment=payment.name or self.attempt_id.key)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Attempts are never deleted: they are the record of what was charged."))
