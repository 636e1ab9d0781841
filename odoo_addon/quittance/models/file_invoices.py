"""From a service file to the invoices on which its services stand."""

from odoo import _, fields, models

INVOICES = """
    SELECT DISTINCT item.move_id FROM quittance_line line
      JOIN account_move_line item ON item.id IN (line.invoice_line_id, line.reversal_line_id)
     WHERE line.file_id = %s
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    invoice_count = fields.Integer(string="Invoices", compute="_compute_invoice_count")

    def _compute_invoice_count(self):
        for file in self:
            file.invoice_count = len(file._invoice_ids())

    def _invoice_ids(self):
        self.env.flush_all()
        self.env.cr.execute(INVOICES, [self.id])
        return [row[0] for row in self.env.cr.fetchall()]

    def action_invoices(self):
        self.ensure_one()
        self._check_may()
        return {
            "type": "ir.actions.act_window",
            "name": _("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self._invoice_ids())],
            "context": {"create": False},
        }
