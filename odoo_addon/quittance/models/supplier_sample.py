"""From a supplier's contact to the screen that makes a profile from a sample."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_quittance_sample(self):
        """A new profile of this supplier, from a sample."""
        self.ensure_one()
        return self.env["quittance.profile.preview"]._open_new(self)
