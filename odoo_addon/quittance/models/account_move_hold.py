"""Holding one invoice: it is not collected until it is released."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_hold_reason = fields.Char(
        string="Held", compute="_compute_quittance_hold_reason",
        groups="quittance.group_accountant",
    )
    quittance_held_itself = fields.Boolean(
        compute="_compute_quittance_hold_reason", groups="quittance.group_accountant"
    )

    @api.depends("commercial_partner_id", "company_id")
    def _compute_quittance_hold_reason(self):
        reasons = self.env["quittance.hold"]._reasons_for(self)
        for move in self:
            code, reason = reasons.get(move.id, ("", ""))
            move.quittance_hold_reason = reason
            move.quittance_held_itself = code in ("disputed", "held_invoice")

    def action_quittance_hold(self):
        """The button *Hold*: asks for the reason."""
        self.ensure_one()
        self.env["quittance.hold"]._check_may()
        if self.move_type not in ("out_invoice", "out_receipt"):
            raise UserError(_("Only customer invoices are collected, so only they can be held."))
        return self.env["quittance.hold.wizard"]._open("hold", move=self)

    def action_quittance_release(self):
        """The button *Release*."""
        self.env["quittance.hold"]._check_may()
        hold = self.env["quittance.hold"].sudo().search(
            [("active_hold", "=", True), ("move_id", "in", self.ids)]
        )
        if not hold:
            raise UserError(_("This invoice is not held by itself; its client may be."))
        return hold.with_env(self.env).action_release()
