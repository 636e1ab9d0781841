"""The figures of I1 to I6 as Odoo sees them, for `quittance report` and the night's report."""

import re

from odoo import _, api, models
from odoo.exceptions import UserError


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
