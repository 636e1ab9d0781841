"""Who reads a file, and until when it is theirs. A reader that died leaves it to the next one."""

from datetime import timedelta

from odoo import _, api, fields, models

# A reader sends a thousand lines within seconds. One that was not heard of for so long is gone.
SILENT_SECONDS = 60
SLOW_SECONDS = 15
# Where each file replaces the one before, the later one is read after it.
CLAIM = """
    UPDATE quittance_file SET worker = %s, lease_until = %s WHERE id IN (
        SELECT id FROM quittance_file file
         WHERE company_id = %s AND (state = 'waiting' OR state = 'reading' AND bytes_kept)
           AND (lease_until IS NULL OR lease_until < %s)
           AND (%s = 0 OR size <= %s)
           AND (state = 'reading' OR NOT EXISTS (
               SELECT FROM quittance_file other
                 JOIN quittance_profile profile ON profile.id = other.profile_id
                WHERE profile.cumulative AND other.profile_id = file.profile_id
                  AND other.company_id = file.company_id AND other.supplier_id = file.supplier_id
                  AND other.id <> file.id
                  AND (file.period = '' OR other.period IN ('', file.period))
                  AND (other.state = 'reading' AND (other.bytes_kept OR other.lease_until > %s)
                       OR other.state = 'waiting'
                       AND (COALESCE(other.arrived_at, other.create_date), other.id)
                         < (COALESCE(file.arrived_at, file.create_date), file.id))))
         ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    worker = fields.Char(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    begun_at = fields.Datetime(string="Reading began on", readonly=True)
    reading_no = fields.Integer(
        readonly=True, help="How often its reading began: calls of an earlier reading change nothing.")
    waiting_message = fields.Char(compute="_compute_waiting_message")

    @api.model
    def _claim(self, company, limit, worker, seconds, size_max=0):
        """Files that wait, or whose reader is gone, of up to size_max bytes (0: any), now the
        worker's for some seconds. Never the same for two."""
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(CLAIM, [
            worker, now + timedelta(seconds=seconds), company.id, now, size_max, size_max, now,
            limit])
        files = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        files.invalidate_recordset()
        return files

    def _heard_of(self):
        """The reader has sent something: the file stays its own for a while."""
        self.ensure_one()
        self.flush_recordset()
        until = fields.Datetime.now() + timedelta(seconds=SILENT_SECONDS)
        self.env.cr.execute(
            "UPDATE quittance_file SET lease_until = GREATEST(lease_until, %s)"
            " WHERE id = %s AND state = 'reading'", [until, self.id])
        self.invalidate_recordset(["lease_until"])

    def _begin_afresh(self, profile_id):
        """A reader that takes over goes on where the other one stopped; where the profile was
        changed meanwhile, from the beginning."""
        profile = self.env["quittance.profile"].browse(profile_id or 0)
        resumed = self.state == "reading" and self.begun_at
        if resumed and (not profile or profile == self.profile_id
                        and profile.write_date.replace(microsecond=0) <= self.begun_at):
            return
        self.line_ids._drop_unread()
        self.write({"begun_at": fields.Datetime.now(), "reading_no": self.reading_no + 1})

    def _arrived(self):
        """When it came: its e-mail may have been kept aside before it was taken."""
        self.ensure_one()
        parts = self.env["quittance.mail.part"].search([("file_id", "=", self.id)])
        return min([self.arrived_at or self.create_date, *parts.mail_id.mapped("create_date")])

    def _waits_long(self):
        """Does it wait, and no connector has come for it for longer than one takes?"""
        slow = fields.Datetime.now() - timedelta(seconds=SLOW_SECONDS)
        return self.state == "waiting" and (self.lease_until or self.write_date or slow) <= slow

    def _is_interrupted(self):
        """Is it being read, by a reader that is gone?"""
        now = fields.Datetime.now()
        return self.state == "reading" and (self.lease_until or now) <= now

    def _is_abandoned(self):
        """Is its reader gone before all its bytes were here? Only who has the file can go on."""
        return self._is_interrupted() and not self.bytes_kept

    def _give_way(self, name):
        """Abandoned, it keeps no later file waiting: it is refused until it is imported again, and
        is then looked at like one that comes then. A reader of it that lives is told."""
        for file in self:
            file.reading_no += 1
            file._refuse("broken_off", _(
                "Its reading was broken off before all of it was here, and %s came meanwhile. "
                "Import it again.", name))

    @api.depends("state", "lease_until", "write_date", "bytes_kept")
    def _compute_waiting_message(self):
        for file in self:
            file.waiting_message = (
                _("No connector has taken this file. Is `quittance serve` running?")
                if file._waits_long()
                else _("The connector takes it within seconds.")
                if file.state == "waiting"
                else _("The connector reads it.")
                if file.state == "reading" and not file._is_interrupted()
                else _("Its reading was broken off; the next connector goes on. Is `quittance serve` "
                       "running?")
                if file.state == "reading" and file.bytes_kept
                else _("Its reading was broken off before all of the file was here: import it again.")
                if file.state == "reading" else ""
            )
