"""What a decline brings with it for the next try."""

from odoo import fields, models

from ..protocol import states


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    advice = fields.Char(
        string="Advice", readonly=True,
        help="What the provider and the card's network say about another try.")

    def _message_with_next(self):
        """What happened, and for a decline what comes next: for the report of a run."""
        self.ensure_one()
        row = self.env["quittance.retry"].sudo().search(
            [("attempt_id", "=", self.id)]) if self.state == states.FAILED else None
        next_ = row and row[0]._what_next()
        return f"{self.message or ''}. {next_}".removeprefix(". ") if next_ else self.message or ""
