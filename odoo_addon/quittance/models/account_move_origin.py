"""From an invoice to the suppliers' files that its services came from."""

from odoo import _, api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_file_count = fields.Integer(
        string="Service files", compute="_compute_quittance_file_count",
        groups="quittance.group_accountant",
    )

    @api.depends("invoice_line_ids.quittance_line_id")
    def _compute_quittance_file_count(self):
        for move in self:
            move.quittance_file_count = len(move.invoice_line_ids.quittance_line_id.file_id)

    def action_quittance_files(self):
        """The files of this invoice's services; one alone is opened."""
        self.ensure_one()
        self._quittance_check_may()
        self.check_access("read")
        files = self.invoice_line_ids.quittance_line_id.file_id
        if len(files) == 1:
            return self.env["quittance.line"]._open_record(files)
        return {
            "type": "ir.actions.act_window",
            "name": _("Service files"),
            "res_model": "quittance.file",
            "view_mode": "list,form",
            "domain": [("id", "in", files.ids)],
        }
