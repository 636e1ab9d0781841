"""A draft that a correction has not reached yet: it is not posted with what was taken back."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_taken_back_count = fields.Integer(
        compute="_compute_quittance_taken_back_count", groups="quittance.group_accountant")

    quittance_taken_back_said = fields.Char(
        string="Taken back, in words", compute="_compute_quittance_taken_back_count",
        groups="quittance.group_accountant")

    @api.depends("state", "invoice_line_ids.quittance_line_id.withdraw",
                 "invoice_line_ids.quittance_line_id.edited")
    @api.depends_context("lang")
    def _compute_quittance_taken_back_count(self):
        for move in self:
            services = move.invoice_line_ids.quittance_line_id.sudo()
            count = len(services._still_on_drafts(move)) if move.state == "draft" else 0
            move.quittance_taken_back_count = count
            move.quittance_taken_back_said = bool(count) and (
                _("1 service was corrected after this draft was written, and is still on it.")
                if count == 1 else
                _("%s services were corrected after this draft was written, and are still on it.",
                  count))

    def _quittance_refuse_taken_back(self):
        """What was taken back leaves the draft, and what came instead joins it, before it is posted.

        A posting that began before the correction was applied fails to serialize on the month, which
        both write, and begins afresh.
        """
        services = self.env["quittance.line"].sudo()._still_on_drafts(self)
        if not services:
            return
        months = services.month_id._some_names()
        raise UserError(
            _("1 service was corrected after this draft was written: %s. Have `quittance draft` "
              "run, which takes it off and puts on what came instead, or take its line off by "
              "hand. Then post.", months)
            if len(services) == 1 else
            _("%(count)s services were corrected after these drafts were written: %(months)s. Have "
              "`quittance draft` run, which takes them off and puts on what came instead, or take "
              "their lines off by hand. Then post.", count=len(services), months=months))


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _still_on_drafts(self, moves):
        """Services on these invoices that the next `draft` takes off; a person's changes stay."""
        lines = self.search([
            ("month_id.move_id", "in", moves.ids), ("month_id.state", "=", "open"),
            ("state", "=", "billed"), ("withdraw", "=", True)])
        lines._refresh_edited()
        return lines.filtered(lambda line: not line.edited)
