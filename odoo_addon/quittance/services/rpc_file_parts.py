"""A file's bytes, up and down, in parts of at most 1 MiB."""

import base64
import binascii

from odoo import _, api, models
from odoo.exceptions import UserError

from ..models.file_part import PART_AT_MOST


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    def _decoded(self, content):
        """The bytes of base64 text."""
        try:
            return base64.b64decode(content or "", validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(_("The file's content is not base64 text.")) from error

    @api.model
    def file_part(self, payload):
        """Keep a part of a file that `file_open` wants the bytes of."""
        service = self._check_caller(payload)
        file = service._file(payload)
        file._heard_of()
        file._put_part(int(payload.get("offset") or 0), service._decoded(payload.get("content")),
                       str(payload.get("stored_sha256") or ""))
        return {"whole": file.bytes_kept}

    @api.model
    def file_read(self, payload):
        """A piece of a file that waits in Odoo."""
        service = self._check_caller(payload)
        file = service._file(payload)
        length = min(max(int(payload.get("length") or 0), 0), PART_AT_MOST)
        start = max(int(payload.get("offset") or 0), 0)
        return {"content": base64.b64encode(file._bytes(start, length)).decode(),
                "size": file.size}
