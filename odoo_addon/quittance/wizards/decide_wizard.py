"""The dialog in which a supervisor decides an outcome."""

from odoo import fields, models


class QuittanceDecideWizard(models.TransientModel):
    _name = "quittance.decide.wizard"
    _description = "Decide the outcome of an attempt"

    attempt_id = fields.Many2one("quittance.attempt", required=True, readonly=True)
    state = fields.Selection(related="attempt_id.state")
    outcome = fields.Selection(
        [("done", "Collected: the provider has the money"),
         ("failed", "Declined: the provider refused"),
         ("canceled", "Not executed: the provider knows nothing of it")],
        required=True)
    provider_reference = fields.Char(string="Provider's id, if there is one")
    reason = fields.Char(required=True, string="How do you know?")

    def action_confirm(self):
        """Take the decision, as the person who presses."""
        self.ensure_one()
        self.attempt_id._decide(self.outcome, self.reason, self.provider_reference or "")
        return {"type": "ir.actions.act_window_close"}
