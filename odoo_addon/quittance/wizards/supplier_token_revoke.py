"""Asks why a supplier's token is revoked."""

from odoo import _, api, fields, models


class QuittanceSupplierTokenRevoke(models.TransientModel):
    _name = "quittance.supplier.token.revoke"
    _description = "Revoking a supplier's token"

    token_id = fields.Many2one("quittance.supplier.token", required=True, readonly=True)
    reason = fields.Char()

    @api.model
    def _open(self, token):
        wizard = self.create({"token_id": token.id})
        return {
            "type": "ir.actions.act_window",
            "name": _("Revoke “%s”", token.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        self.token_id._revoke(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
