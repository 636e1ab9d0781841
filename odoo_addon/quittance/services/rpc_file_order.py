"""Which file a new one corrects, and when it came."""

from datetime import datetime

from odoo import _, fields, models
from odoo.exceptions import UserError


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    def _replaced(self, company, supplier, period, sha256, name):
        """The file of that sha256, of this month if it can be, which is declared to be corrected."""
        found = self.env["quittance.file"].search(
            [("company_id", "=", company.id), ("supplier_id", "=", supplier.id), "|",
             ("state", "=", "closed"), ("question", "=", "correction"), ("sha256", "=", sha256)],
            order="id desc")
        found = found.filtered(lambda file: file.period == period)[:1] or found[:1]
        if not found:
            raise UserError(_("The file to be corrected was never read: import it first."))
        found = found._decided()
        found._make_way(name)
        return found

    def _followed(self, file, vals):
        """What a file of a cumulative profile replaces, and what has to be asked about it first."""
        if not vals["period"]:  # kept before this was checked
            profile = self.env["quittance.profile"].browse(vals["profile_id"])
            raise UserError(_("Each file of the profile %s replaces the one before, but no month "
                              "is known for this one: say in the profile where the month comes "
                              "from.", profile.name))
        return file._predecessor(vals)

    def _arrival(self, payload):
        """When the file came to the connector, which may have waited with it; never after now."""
        now = fields.Datetime.now()
        try:
            return min(now, datetime.fromisoformat(payload.get("arrived") or "").replace(
                tzinfo=None))
        except ValueError:
            return now
