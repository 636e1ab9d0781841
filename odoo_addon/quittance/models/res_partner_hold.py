"""Holding a client: nothing that it owes is collected until it is released."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_hold_reason = fields.Char(
        string="Held", compute="_compute_quittance_hold_reason",
        groups="quittance.group_accountant",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_quittance_hold_reason(self):
        holds = self._quittance_holds()
        reasons = {hold.client_id: hold.reason for hold in holds}
        for partner in self:
            partner.quittance_hold_reason = reasons.get(partner.commercial_partner_id, "")

    def _quittance_holds(self):
        return self.env["quittance.hold"].sudo().search(
            [("active_hold", "=", True), ("company_id", "=", self.env.company.id),
             ("client_id", "in", self.commercial_partner_id.ids)]
        )

    def action_quittance_hold(self):
        """The button *Hold*: asks for the reason."""
        self.ensure_one()
        self.env["quittance.hold"]._check_may()
        return self.env["quittance.hold.wizard"]._open("hold", client=self.commercial_partner_id)

    def action_quittance_release(self):
        """The button *Release*."""
        self.env["quittance.hold"]._check_may()
        holds = self._quittance_holds()
        if not holds:
            raise UserError(_("%s is not held.", self.display_name))
        return holds.with_env(self.env).action_release()
