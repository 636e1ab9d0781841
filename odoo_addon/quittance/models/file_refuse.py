"""A file that was not taken: why, and what lets it be read after all."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    refused_at = fields.Datetime(readonly=True)
    corrects_sha256 = fields.Char(
        readonly=True, help="Of the file that it says to correct, whether that one is here or not.")
    refused_code = fields.Char(
        readonly=True, help="Why the connector refused it; empty where a person did.")

    def _refuse(self, code, message):
        """Cannot be read at all: kept, with the reason. Its lines, none billable, are dropped."""
        self.ensure_one()
        if self.state == "closed":
            raise UserError(_("The file %s was read: it cannot be refused any more.", self.name))
        self.line_ids._drop_unread()
        self.write({"state": "refused", "message": f"{code}: {message}" if code else message,
                    "refused_code": code or False, "refused_at": fields.Datetime.now(),
                    "lease_until": False})
        if code == "card_number":
            self._drop_bytes()
        told = self._in_company_words()
        told._log(told.env._("Refused: %s", told.message_shown))

    def _worth_another_try(self, profile):
        """Was it refused by the connector, and is its profile another one since, or changed?"""
        if self.state != "refused" or self.refused_code in (False, "known") or not profile:
            return False
        # Odoo writes write_date to the microsecond, our own moments to the second.
        return (profile != self.profile_id
                or profile.write_date.replace(microsecond=0) > self.refused_at)

    def _was_not_taken(self):
        """Was it refused for what Odoo had or lacked then, and not for what is in it?"""
        return self.state == "refused" and self.refused_code in ("not_taken", "broken_off")

    def _wait_again(self, profile=None):
        """Back to the connector. Where the same bytes came for another month meanwhile, it is asked
        about first, as if they came now. Errors: what it corrects was corrected meanwhile."""
        self.ensure_one()
        if self.replaces_id:
            self.replaces_id._make_way(self.name)
        vals = {"state": "waiting", "message": False, "question": False, "refused_code": False,
                "lease_until": False}
        if profile:
            vals["profile_id"] = profile.id
        if not self.confirmed:
            vals.update(self._question_of(self._own_key()))
        self.write(vals)

    @api.model
    def _take_up_by(self, profile):
        """What came before its supplier had a profile goes back to the connector."""
        for file in self.search([
            ("company_id", "=", profile.company_id.id), ("state", "=", "refused"),
            ("supplier_id", "=", profile.supplier_id.id), ("refused_code", "=", "profile"),
        ]).filtered("content"):
            try:
                with self.env.cr.savepoint():
                    file._wait_again(profile)
            except UserError:  # it corrects what was corrected meanwhile: a person looks at it
                continue
            file._log(_("To be read by the profile %s.", profile.name))

    # ------------------------------------------------------------------ buttons

    def action_read_again(self):
        """A refused file goes back to the connector: its profile was put right."""
        self._check_may()
        for file in self.filtered(lambda file: file.state == "refused"):
            if not file.sudo().content:
                raise UserError(_("Its bytes are not kept here: import the file again."))
            file.sudo()._wait_again()
            file._log(_("To be read again."))

    def action_discard(self):
        """A file that was never read to its end: nothing of it becomes billable."""
        self._check_may()
        for file in self.filtered(lambda file: file.state in ("waiting", "reading")):
            file.sudo()._refuse("", _("discarded by %s", self.env.user.name))
