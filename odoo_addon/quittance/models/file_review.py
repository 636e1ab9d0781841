"""What the end of reading looks at beyond the lines' own rows."""

from odoo import _, models

from .line_quarantine import LOOKED_UP
from .review_reasons import MONTH_UNUSUAL


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _unusual_months(self):
        """Warnings for the file that is being closed: `month_unusual`, with both sums."""
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(
            "SELECT DISTINCT client_id, period FROM quittance_line"
            " WHERE file_id = %s AND state IN ('billable', 'held')", [self.id])
        touched = self.env.cr.fetchall()
        rows = self.env["quittance.month"]._unusual(
            self.company_id, {client for client, _period in touched},
            {period for _client, period in touched})
        clients = self.env["res.partner"].browse({row["client_id"] for row in rows})
        names = {client.id: client.display_name for client in clients}
        return [
            {"row": 0, "code": "month_unusual",
             "message": MONTH_UNUSUAL._source % {**row, "client": names[row["client_id"]]}}
            for row in rows if (row["client_id"], row["period"]) in touched
        ]

    def _look_up_again(self):
        """Codes that became known since the connector asked for the directory, and lines that the
        contract prices."""
        self.line_ids.search(
            [("file_id", "=", self.id), ("state", "=", "quarantine"),
             ("reason_code", "in", (*LOOKED_UP, "price_missing"))]
        )._check_again(_("its code became known, or its price, while the file was read"))
