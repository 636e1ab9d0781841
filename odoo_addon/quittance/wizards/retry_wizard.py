"""Asks when a declined invoice is tried again, and why."""

from odoo import fields, models


class QuittanceRetryWizard(models.TransientModel):
    _name = "quittance.retry.wizard"
    _description = "When to try again"

    retry_id = fields.Many2one("quittance.retry", required=True, readonly=True)
    sentence = fields.Char(related="retry_id.sentence", string="Now")
    mode = fields.Selection(
        [("tonight", "Tonight"), ("date", "On a day that I choose"), ("stop", "Not again"),
         ("rule", "As the settings say")],
        required=True, default="tonight", string="Try again")
    day = fields.Date(string="Day")
    reason = fields.Char()

    def action_confirm(self):
        """Decide, as the person who presses."""
        self.ensure_one()
        self.retry_id._decide(self.mode, self.reason, self.day)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
