"""Which file a new one corrects, when it came, and what becomes of one that cannot be opened."""

from datetime import datetime

from odoo import _, fields, models
from odoo.exceptions import UserError

from ..models.file_cumulative import FileWaits


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    def _replaced(self, company, supplier, period, sha256, name, itself=()):
        """The file of that sha256, of this month if it can be, which is declared to be corrected.

        `itself`: the correction, where it is there already; it waits for others alone.
        """
        same = self.env["quittance.file"].search(
            [("company_id", "=", company.id), ("supplier_id", "=", supplier.id),
             ("sha256", "=", sha256)], order="id desc")
        found = same._counted()
        found = found.filtered(lambda file: file.period == period)[:1] or found[:1]
        unread = same.filtered(
            lambda file: file.state in ("waiting", "reading") and file not in itself
            and not file._is_abandoned())
        if unread and not found:
            raise FileWaits(_("It is read after %s, which it corrects.", unread[0].display_name))
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

    def _keep_not_taken(self, company, supplier, profile, payload):
        """Keep what `file_open` would not take, with the reason: it is among the refused files."""
        files = self.env["quittance.file"]
        vals = self._prepare_file(company, supplier, profile, payload)
        whole = self._decoded(payload.get("content"))
        file, declared = files._insert({**vals, "state": "refused"}), False
        if file:
            if whole:
                file._keep(whole, str(payload.get("stored_sha256") or ""))
        else:
            file = self._known_file(company, supplier, vals["sha256"], vals["period"])
            declared = vals["corrects_sha256"] and file.state in ("waiting", "refused")
            if declared:  # billed besides what it corrects it would be billed twice
                file.corrects_sha256 = vals["corrects_sha256"]
        if file.state == "refused" or declared:
            file._refuse("not_taken", str(payload["not_taken"])[:500])
        status = {"closed": "known", "asked": "asked"}.get(file.state, "refused")
        return self._opened(file, status, wants=payload)
