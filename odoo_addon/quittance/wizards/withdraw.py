"""*Withdraw*: what will happen to the file's services, shown before it is done."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceWithdraw(models.TransientModel):
    _name = "quittance.withdraw"
    _description = "Withdraw a service file"

    file_id = fields.Many2one("quittance.file", required=True, readonly=True)
    together_ids = fields.Many2many(
        "quittance.file", string="Go with it", readonly=True,
        help="The files that it corrects.",
    )
    row_ids = fields.One2many("quittance.withdraw.row", "wizard_id", readonly=True)
    draft_ids = fields.Many2many(
        "account.move", "quittance_withdraw_draft_rel", string="Drafts that change", readonly=True
    )
    posted_ids = fields.Many2many(
        "account.move", "quittance_withdraw_posted_rel", string="Posted invoices", readonly=True
    )
    seen = fields.Json(readonly=True)
    reason = fields.Char()

    @api.model
    def _open(self, file):
        file.ensure_one()
        files = file.sudo()._withdrawn_together()
        rows, ids_of = files._fates()
        lines = self.env["quittance.line"]
        posted = ids_of.get("credit", []) + ids_of.get("person_posted", [])
        wizard = self.create({
            "file_id": file.id,
            "together_ids": [fields.Command.set((files - file).ids)],
            "row_ids": [fields.Command.create({**row, "amount": float(row["amount"])})
                        for row in rows],
            "draft_ids": [fields.Command.set(
                lines.browse(ids_of.get("off_draft", [])).move_id.ids)],
            "posted_ids": [fields.Command.set(lines.browse(posted).move_id.ids)],
            "seen": rows,
        })
        return {
            "type": "ir.actions.act_window",
            "name": _("Withdraw %s", file.display_name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        self.file_id._check_may()
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        self.file_id.sudo()._withdraw(reason, self.seen)
        return {"type": "ir.actions.act_window_close"}
