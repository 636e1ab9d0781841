"""Asks what a supplier's new token is for, and shows it once."""

from odoo import _, api, fields, models

from odoo.addons.base.models.res_users import check_identity


class QuittanceSupplierTokenIssue(models.TransientModel):
    _name = "quittance.supplier.token.issue"
    _description = "A new token for a supplier"

    supplier_id = fields.Many2one("res.partner", string="Supplier", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    name = fields.Char(string="For")

    @api.model
    def _open(self, supplier, company):
        wizard = self.create({"supplier_id": supplier.id, "company_id": company.id})
        return {
            "type": "ir.actions.act_window",
            "name": _("A new token"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @check_identity
    def action_issue(self):
        """The button: a new token, shown once."""
        self.ensure_one()
        tokens = self.env["quittance.supplier.token"]
        token = tokens._issue(self.supplier_id, self.company_id, self.name)
        return {
            "type": "ir.actions.act_window",
            "name": _("The new token"),
            "res_model": "quittance.connector.key.show",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key": token, "default_hint": self._hint()},
        }

    def _hint(self):
        return _(
            "Give it to the supplier by a safe way: not by e-mail. It opens "
            "/v1/suppliers/%s/files on the connector within seconds, and nothing else. "
            "It is not shown again.",
            self.supplier_id.quittance_supplier_code,
        )
