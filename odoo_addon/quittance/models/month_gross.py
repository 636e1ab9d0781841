"""Amounts that include tax: the invoice must come to what the supplier's file says."""

from decimal import Decimal

from odoo import _, models

from .amounts import decimal_text


class QuittanceMonth(models.Model):
    _inherit = "quittance.month"

    def _compare(self, requests):
        """Before tax, and with it where the file's amounts include it."""
        result = super()._compare(requests)
        for request in requests:
            asked = {
                line["line_id"]: Decimal(line["service"]["gross"]) * (-1 if line["reverses"] else 1)
                for line in request.to_write if line["service"]["net_taxes"]
            }
            found = self._read_gross(request.month.move_id, asked) if asked else {}
            if found != asked:
                request.status = "difference"
                request.message = _(
                    "With tax Odoo makes %(found)s of %(asked)s: look at the draft.",
                    found=decimal_text(sum(found.values(), Decimal(0))),
                    asked=decimal_text(sum(asked.values(), Decimal(0))),
                )
                request.month.message_post(body=request.message)
        return result

    def _read_gross(self, move, service_ids):
        """{service line id: what its invoice line comes to with tax}."""
        self.env.cr.execute(
            "SELECT line.quittance_line_id, (CASE WHEN move.move_type = 'out_refund' THEN -1"
            " ELSE 1 END * line.price_total)::text"
            " FROM account_move_line line JOIN account_move move ON move.id = line.move_id"
            " WHERE line.move_id = %s AND line.quittance_line_id = ANY(%s)",
            [move.id, list(service_ids)])
        return {line_id: Decimal(total) for line_id, total in self.env.cr.fetchall()}
