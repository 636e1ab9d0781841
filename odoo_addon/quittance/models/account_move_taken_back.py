"""A draft that a correction has not reached yet: it is not posted with what was taken back."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_taken_back_count = fields.Integer(
        compute="_compute_quittance_taken_back_count", groups="quittance.group_accountant")

    @api.depends("state", "invoice_line_ids.quittance_line_id.withdraw",
                 "invoice_line_ids.quittance_line_id.edited")
    def _compute_quittance_taken_back_count(self):
        for move in self:
            services = move.invoice_line_ids.quittance_line_id.sudo()
            move.quittance_taken_back_count = (
                len(services._still_on_drafts(move)) if move.state == "draft" else 0)

    def _quittance_refuse_taken_back(self):
        """What was taken back leaves the draft, and what came instead joins it, before it is posted.

        A posting that began before the correction was applied fails to serialize on the month, which
        both write, and begins afresh.
        """
        services = self.env["quittance.line"].sudo()._still_on_drafts(self)
        if not services:
            return
        raise UserError(_(
            "%(count)s services were corrected after these drafts were written: %(months)s. Have "
            "`quittance draft` run, which takes them off and puts on what came instead, or take "
            "their lines off by hand. Then post.", count=len(services),
            months=services.month_id._some_names()))


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _still_on_drafts(self, moves):
        """Services on these invoices that the next `draft` takes off; a person's changes stay."""
        lines = self.search([
            ("month_id.move_id", "in", moves.ids), ("month_id.state", "=", "open"),
            ("state", "=", "billed"), ("withdraw", "=", True)])
        lines._refresh_edited()
        return lines.filtered(lambda line: not line.edited)
