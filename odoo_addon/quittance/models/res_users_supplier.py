"""Whose files a person of the portal may send and see."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _quittance_supplier(self):
        """(the supplier, its company) that this person speaks for, with sudo; none: two empty ones.

        It takes the group and a commercial entity that sends service files; the company is the
        supplier's own, or the person's.
        """
        self.ensure_one()
        nobody = self.env["res.partner"].sudo(), self.env["res.company"].sudo()
        if not self.has_group("quittance.group_supplier_portal"):
            return nobody
        supplier = self.sudo().partner_id.commercial_partner_id
        company = supplier.company_id or self.sudo().company_id
        if not (supplier.active and supplier.quittance_is_supplier
                and company in self.sudo().company_ids):
            return nobody
        return supplier, company
