"""Rows of a correction that are the same as before and still wait, with the file that it corrects.

An unchanged row is the same service: the earlier line stands, with all that a person did about it, and
this one is superseded. It is counted once, and each file's sum has its own row of it. Who looks at the
correction alone, the supplier above all, is still told that the row waits.
"""

from decimal import Decimal

from odoo import _, api, fields, models

UNCHANGED = """
    SELECT earlier.id, line.amount::text
      FROM quittance_line line JOIN quittance_line earlier ON earlier.id = line.other_id
     WHERE line.file_id = %s AND line.state = 'superseded' AND earlier.file_id = ANY(%s)
       AND earlier.state IN ('quarantine', 'held')
     ORDER BY line.row
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    unchanged_count = fields.Integer(
        string="Unchanged, still waiting", compute="_compute_unchanged_count",
        help="Rows that are the same as in the file that it corrects, and wait there.",
    )

    @api.depends("line_ids.state", "line_ids.other_id.state")
    def _compute_unchanged_count(self):
        for file in self:
            file.unchanged_count = len(file._unchanged_waiting())

    def _unchanged_waiting(self):
        """[(id of the earlier line, this row's own amount, None when unreadable)]."""
        self.ensure_one()
        if not self.replaces_id:
            return []
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(UNCHANGED, [self.id, self._chain().ids])
        return [(line_id, amount and Decimal(amount))
                for line_id, amount in self.env.cr.fetchall()]

    def action_unchanged(self):
        """The earlier lines, where they are decided about."""
        self.ensure_one()
        self._check_may()
        return {
            "type": "ir.actions.act_window",
            "name": _("Unchanged, still waiting"),
            "res_model": "quittance.line",
            "view_mode": "list,form",
            "domain": [("id", "in", [line_id for line_id, _amount in self._unchanged_waiting()])],
        }
