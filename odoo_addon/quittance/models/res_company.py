"""A new company has its settings from the start."""

from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        for company in companies:
            self.env["quittance.settings"]._for_company(company)
        return companies

    def _quittance_today(self):
        """Today's date where the company is, whoever asks."""
        self.ensure_one()
        return self.env["quittance.settings"]._for_company(self)._today()
