"""A supplier's tokens on its contact."""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_token_ids = fields.One2many(
        "quittance.supplier.token", "supplier_id", string="Tokens", readonly=True,
        groups="quittance.group_accountant",
    )

    def action_quittance_token(self):
        """The button *Issue a token*."""
        self.ensure_one()
        self.env["quittance.supplier.token"]._check_may(self.env.company)
        return self.env["quittance.supplier.token.issue"]._open(self, self.env.company)
