"""Invoices that services leave because their file was withdrawn."""

from odoo import _, models
from odoo.exceptions import UserError

from .month_draft import QUIET


class AccountMove(models.Model):
    _inherit = "account.move"

    def _quittance_after_leaving(self):
        """A draft on which nothing is left goes; one that fell below zero changes its kind."""
        self.env.flush_all()
        empty = self.filtered(lambda move: not move.line_ids and not move.posted_before
                              and not move.attachment_ids)
        below = (self - empty).filtered(lambda move: move.amount_total < 0)
        if below:
            below.with_context(**QUIET)._quittance_switch_type()
        empty.with_context(**QUIET).unlink()

    def button_draft(self):
        """A cancelled invoice is not taken back with services that went since."""
        for move in self.filtered(lambda move: move.state == "cancel"):
            gone = move.sudo().invoice_line_ids.quittance_line_id.filtered(
                lambda line: line.state in ("rejected", "superseded"))
            if gone:
                why = gone[0].reason or ""
                raise UserError(
                    _("1 service of this invoice is not to be billed any more (%s). Make a new "
                      "invoice instead, or draft its month again.", why)
                    if len(gone) == 1 else
                    _("%(count)s services of this invoice are not to be billed any more (%(why)s). "
                      "Make a new invoice instead, or draft its month again.",
                      count=len(gone), why=why))
        return super().button_draft()
