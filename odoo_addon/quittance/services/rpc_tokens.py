"""The suppliers' tokens, for the connector's door."""

from odoo import api, models


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def supplier_tokens(self, payload):
        """SHA-256 of every token that opens the door now, with its supplier's code and
        what it was issued for."""
        service, company = self._enter(payload)
        live = service.env["quittance.supplier.token"]._live(company)
        return {"tokens": [{"supplier_code": code, "sha256": digest, "name": name}
                           for code, digest, name in live]}
