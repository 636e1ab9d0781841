"""Service lines of a withdrawn file: locked in one order, and what they end as."""

from odoo import models


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _lock_by_id(self):
        """In the order in which `draft` locks them, so that the two never wait for each other."""
        if self:
            self.env.cr.execute(
                "SELECT id FROM quittance_line WHERE id IN %s ORDER BY id FOR UPDATE",
                [tuple(self.ids)])
            self.invalidate_recordset()

    def _set_taken_back(self, vals):
        """Off its invoice after a correction (superseded) or after its file went (rejected)."""
        gone = self.filtered(lambda line: line.file_id.state == "withdrawn")
        gone.write({**vals, "state": "rejected"})
        (self - gone).write({**vals, "state": "superseded"})
