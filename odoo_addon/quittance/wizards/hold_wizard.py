"""Asks why something is held, or released."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceHoldWizard(models.TransientModel):
    _name = "quittance.hold.wizard"
    _description = "Hold or release"

    mode = fields.Selection([("hold", "Hold"), ("release", "Release")], required=True)
    client_id = fields.Many2one("res.partner", string="Client", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    hold_ids = fields.Many2many("quittance.hold", string="Released", readonly=True)
    reason = fields.Char()

    @api.model
    def _open(self, mode, holds=None, client=None, move=None):
        """The dialog for one client, one invoice, or holds to release."""
        wizard = self.create(
            {
                "mode": mode,
                "client_id": client.id if client else False,
                "move_id": move.id if move else False,
                "hold_ids": [fields.Command.set(holds.ids)] if holds else [],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": _("Hold") if mode == "hold" else _("Release"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        holds = self.env["quittance.hold"]
        holds._check_may()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        if self.mode == "release":
            self.hold_ids._release(reason)
        elif self.move_id:
            holds._hold_invoice(self.move_id, reason)
        else:
            holds._hold_client(self.client_id, reason)
        return {"type": "ir.actions.act_window_close"}
