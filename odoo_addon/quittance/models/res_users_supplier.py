"""Whose files a person of the portal may send and see."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _quittance_supplier(self):
        """(the supplier, the companies) that this person speaks for and to, with sudo; none: two
        empty ones.

        It takes the group and a commercial entity that sends service files; the companies are
        those of the person, or of them the supplier's own. An invitation adds its company.
        """
        self.ensure_one()
        nobody = self.env["res.partner"].sudo(), self.env["res.company"].sudo()
        if not self.has_group("quittance.group_supplier_portal"):
            return nobody
        supplier = self.sudo().partner_id.commercial_partner_id
        companies = self.sudo().company_ids.filtered("active")
        if supplier.company_id:
            companies &= supplier.company_id
        if not (supplier.active and supplier.quittance_is_supplier and companies):
            return nobody
        return supplier, companies.sorted("name")
