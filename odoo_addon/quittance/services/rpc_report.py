"""The figures of I1 to I6 as Odoo sees them, for `quittance report` and the night's report."""

import re

from odoo import _, api, models
from odoo.exceptions import UserError

from ..models.amounts import decimal_text


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def report(self, payload):
        """Counts and amounts per state of a period ('' for all), each invariant with `holds`."""
        service, company = self._enter(payload)
        period = payload.get("period") or ""
        if period and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(period)):
            raise UserError(_("A period is written 2026-10, not %s.", period))
        return service.env["quittance.figures"]._report(company, period)

    @api.model
    def quarantine(self, payload):
        """What waits in quarantine until somebody decides, of all months, by the currency that the
        files say: lines, their amounts, and how many of them have none that can be read."""
        service, company = self._enter(payload)
        service.env["quittance.line"].flush_model()
        service.env.cr.execute(
            """
            SELECT COALESCE(currency, '') AS currency, count(*) AS lines,
                   COALESCE(sum(amount), 0)::text AS amount,
                   count(*) FILTER (WHERE amount IS NULL) AS unreadable
              FROM quittance_line WHERE company_id = %s AND state = 'quarantine'
             GROUP BY 1 ORDER BY 1
            """, [company.id])
        return {"sums": [{**row, "amount": decimal_text(row["amount"])}
                         for row in service.env.cr.dictfetchall()]}
