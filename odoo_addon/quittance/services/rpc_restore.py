"""The connector's journal knows attempts that this database has not: collection stops."""

from odoo import _, api, models


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def restore_suspected(self, payload):
        """Open a restore: nothing is charged until a supervisor accepts it after the audit."""
        service = self._check_caller(payload)
        missing = service._limited(payload.get("missing") or [], "keys")
        lines = [service._describe_missing(row) for row in missing]
        head = _("According to the connector's journal %s:", payload.get("journal") or "")
        ledger = service.env["quittance.ledger"]._get()
        ledger._suspect_restore([head, *lines])
        return {"restore_open": ledger.restore_open}

    def _describe_missing(self, row):
        return _(
            "%(key)s: the journal says %(state)s, this database says %(known)s",
            key=row.get("key"),
            state=row.get("state"),
            known=row.get("known") or _("nothing"),
        )
