"""The dialog in which a supervisor decides what became of a refund."""

from odoo import fields, models


class QuittanceRefundDecideWizard(models.TransientModel):
    _name = "quittance.refund.decide.wizard"
    _description = "Decide the outcome of a refund"

    refund_id = fields.Many2one("quittance.refund", required=True, readonly=True)
    outcome = fields.Selection(
        [("done", "Given back: the provider shows it"),
         ("canceled", "Not executed: the provider knows nothing of it")],
        required=True)
    provider_reference = fields.Char(string="Provider's id, if there is one")
    reason = fields.Char(required=True, string="How do you know?")

    def action_confirm(self):
        """Take the decision, as the person who presses."""
        self.ensure_one()
        self.refund_id._decide(self.outcome, self.reason, self.provider_reference or "")
        return {"type": "ir.actions.act_window_close"}
