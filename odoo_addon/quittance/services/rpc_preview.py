"""Previews: samples that wait for the connector, their bytes, and what it read."""

import base64

from odoo import _, api, models
from odoo.exceptions import UserError

PREVIEWS_AT_MOST = 20
PART_LARGEST = 4 * 1024 * 1024


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    @api.model
    def previews_claim(self, payload):
        """Samples that wait in Odoo, the caller's alone for `lease_seconds`."""
        service, company = self._enter(payload)
        previews = service.env["quittance.profile.preview"]._claim(
            company, min(max(int(payload.get("limit") or 1), 1), PREVIEWS_AT_MOST),
            str(payload.get("worker") or "")[:120], service._lease(payload),
        )
        return {"previews": [preview._prepare_claimed() for preview in previews]}

    @api.model
    def preview_read(self, payload):
        """A part of a sample's bytes; empty at the end."""
        preview = self._check_caller(payload)._preview(payload)
        offset, length = int(payload.get("offset") or 0), int(payload.get("length") or 0)
        if offset < 0 or not 0 < length <= PART_LARGEST:
            raise UserError(_("A part begins at 0 or later and has 1 to 4,194,304 bytes."))
        content = base64.b64encode(preview._bytes(offset, length)).decode()
        return {"content": content, "size": preview.size}

    @api.model
    def preview_answer(self, payload):
        """What the connector read in a sample."""
        preview = self._check_caller(payload)._preview(payload)
        return {"status": preview._take_answer(payload.get("answer"))}

    def _preview(self, payload):
        """The preview of `preview_id`, in a company of the caller's."""
        preview = self.env["quittance.profile.preview"].search(
            [("id", "=", payload.get("preview_id") or 0),
             ("company_id", "in", self.env.user.company_ids.ids)]
        )
        if not preview:
            raise UserError(_("This database knows no preview %s.", payload.get("preview_id")))
        return preview
