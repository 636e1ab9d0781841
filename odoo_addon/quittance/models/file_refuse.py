"""A file that was not taken: why, and what lets it be read after all."""

from odoo import _, fields, models
from odoo.exceptions import UserError


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    refused_at = fields.Datetime(readonly=True)

    def _refuse(self, code, message):
        """Cannot be read at all: kept, with the reason. Its lines, none billable, are dropped."""
        self.ensure_one()
        if self.state == "closed":
            raise UserError(_("The file %s was read: it cannot be refused any more.", self.name))
        self.line_ids._drop_unread()
        self.write({"state": "refused", "message": f"{code}: {message}" if code else message,
                    "refused_at": fields.Datetime.now(), "lease_until": False})
        told = self._in_company_words()
        told._log(told.env._("Refused: %s", told.message_shown))

    # ------------------------------------------------------------------ buttons

    def action_read_again(self):
        """A refused file goes back to the connector: its profile was put right."""
        self._check_may()
        for file in self.filtered(lambda file: file.state == "refused"):
            if not file.sudo().content:
                raise UserError(_("Its bytes are not kept here: import the file again."))
            file.sudo().write(
                {"state": "waiting", "message": False, "question": False, "lease_until": False}
            )
            file._log(_("To be read again."))

    def action_discard(self):
        """A file that was never read to its end: nothing of it becomes billable."""
        self._check_may()
        for file in self.filtered(lambda file: file.state in ("waiting", "reading")):
            file.sudo()._refuse("", _("discarded by %s", self.env.user.name))
