"""How to read one supplier's files."""

from odoo import api, fields, models


class QuittanceProfile(models.Model):
    _name = "quittance.profile"
    _description = "Profile: how to read a supplier's files"
    _inherit = ["mail.thread", "quittance.profile.mixin"]
    _order = "supplier_id, name"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict",
        domain="[('quittance_is_supplier', '=', True)]",
    )

    _one_name = models.UniqueIndex(
        "(company_id, supplier_id, name)", "This supplier has a profile of that name already."
    )

    @api.model
    def _for_supplier(self, company, supplier, name):
        """The supplier's profile of that name ("": its default), or none."""
        domain = [("company_id", "=", company.id), ("supplier_id", "=", supplier.id)]
        if name:
            return self.search([*domain, ("name", "=", name)], limit=1)
        default = supplier.quittance_profile_id
        return default if default.company_id == company else self.search(domain, limit=1)

    @api.model_create_multi
    def create(self, vals_list):
        """Files that came before it was said how to read them are read now."""
        profiles = super().create(vals_list)
        for profile in profiles:
            self.env["quittance.file"].sudo()._take_up_by(profile)
        return profiles

    def action_try(self):
        """Read a sample by this profile."""
        self.ensure_one()
        return self.env["quittance.profile.preview"]._open_new(
            self.supplier_id, profile=self, company=self.company_id)

    def _prepare_contract(self):
        """PROFILE of docs/rpc_contract.md."""
        return {"name": self.name, **super()._prepare_contract()}

    @api.model
    def _prepare_from_contract(self, company, supplier, profile):
        """The values of a new profile from a PROFILE."""
        return {
            **self._prepare_reading(profile),
            "name": profile["name"],
            "company_id": company.id,
            "supplier_id": supplier.id,
        }
