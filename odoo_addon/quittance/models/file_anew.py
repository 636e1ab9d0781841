"""The bytes of a file once more, as a correction: of the file that it repeats, or of itself.

The connector reads them again from the copy that is kept, under the key of the file that is
corrected, so that lines without ticket are compared with its own. What follows is what follows any
declared correction: what is the same stays, what differs is shown first where it was posted.
"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

SAME = ("company_id", "supplier_id", "profile_id", "name", "period", "sha256", "size", "masked",
        "stored_sha256", "channel", "sender", "arrived_at")


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    repeats_id = fields.Many2one(
        "quittance.file", string="Repeats", readonly=True, ondelete="set null", index="btree_not_null",
        help="The earlier file that brought most of its rows.")
    taken_as_id = fields.Many2one(
        "quittance.file", string="Taken as", readonly=True, ondelete="set null",
        index="btree_not_null", help="The same bytes, as the correction of an earlier file.")
    may_read_anew = fields.Boolean(compute="_compute_may_read_anew")

    @api.depends("state", "question", "bytes_kept", "line_ids.state", "read_anew")
    def _compute_may_read_anew(self):
        """Read, not corrected since, and something of it or of what it corrects is in quarantine."""
        lines = self.env["quittance.line"].sudo()
        for file in self:
            file.may_read_anew = bool(
                file.state == "closed" and not file.question and file.bytes_kept
                and not file._later() and lines.search_count(
                    [("file_id", "in", (file | file._chain()).ids), ("state", "=", "quarantine")],
                    limit=1))

    def _later(self):
        """The correction of this file that stands or waits, if any."""
        return self.search([("replaces_id", "=", self.id),
                            ("state", "not in", ("refused", "withdrawn"))], limit=1)

    def _newest(self):
        """The last one of the corrections of this file, or the file itself."""
        file = self
        while later := file._later():
            file = later
        return file._decided()

    def _take_anew(self, corrected, **changes):
        """The same bytes as a new file that waits for the connector and corrects that one."""
        self.ensure_one()
        if not self.bytes_kept:
            raise UserError(_("Its bytes are not kept here: import the file again."))
        corrected._make_way(self.name)
        vals = {name: self._fields[name].convert_to_write(self[name], self) or None
                for name in SAME}
        vals.update(period=self.period or "", state="waiting", replaces_id=corrected.id,
                    confirmed=True, **changes)
        file = self._insert(vals)
        if not file:
            raise UserError(_("Another correction of the same file came in the same moment."))
        file._keep(self._bytes(), self.stored_sha256 or "")
        return file

    # ------------------------------------------------------------------ of what it repeats

    def action_it_corrects(self):
        """*It corrects that file*: the third answer to a file that repeats an earlier one."""
        self.ensure_one()
        self._check_may()
        return self.sudo()._correct_repeated()._open_self()

    def _correct_repeated(self):
        self._lock_for_decision()
        corrected = self.repeats_id._newest()
        if self.question != "repeats" or self.replaces_id:
            raise UserError(_("Somebody decided this meanwhile: the list is loaded again."))
        if corrected.state != "closed" or corrected == self:
            raise UserError(_("The file that it repeats does not count any more: bill this one, or "
                              "do not."))
        self._withdraw(_("it corrects %s, and is read as its correction", corrected.display_name))
        file = self._take_anew(corrected)
        self.taken_as_id = file
        return file

    def _open_self(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id,
                "view_mode": "form"}

    # ------------------------------------------------------------------ of itself

    def action_read_again(self):
        """Of a file that was read: its profile was put right since, for what waits in quarantine."""
        read = self.filtered("may_read_anew")
        read._check_may()
        super(QuittanceFile, self - read).action_read_again()
        again = self.browse().concat(*(file.sudo()._read_anew(file.profile_id) for file in read))
        return again._open_self() if len(again) == 1 else True

    def _read_by(self, profile):
        """Read it again by this profile, refused or read before; the file that is read then."""
        self.ensure_one()
        self._check_may()
        if self.may_read_anew:
            return self.sudo()._read_anew(profile)
        self.sudo().profile_id = profile
        self.action_read_again()
        return self

    def _read_anew(self, profile):
        self._lock_for_decision()
        if self.state != "closed" or self.question:
            raise UserError(_("Somebody decided this meanwhile: the list is loaded again."))
        self.read_anew = True  # its key is the new one's
        self.flush_recordset()
        file = self._take_anew(self, profile_id=profile.id or None)
        self._log(_("Read again by the profile %s.", profile.name))
        return file

    def _set_aside(self, reason):
        own = self.question == "correction" and self.replaces_id.sha256 == self.sha256
        super()._set_aside(reason)
        if own:
            self.flush_recordset()
            self.replaces_id.read_anew = False
