"""Who reads a file, and until when it is theirs."""

from datetime import timedelta

from odoo import _, api, fields, models

SLOW_SECONDS = 15


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    worker = fields.Char(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    waiting_message = fields.Char(compute="_compute_waiting_message")

    @api.model
    def _claim(self, company, limit, worker, seconds, size_max=0):
        """Files that wait, of up to size_max bytes (0: any), now the worker's for some seconds.
        Never the same for two."""
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            """
            UPDATE quittance_file SET worker = %s, lease_until = %s WHERE id IN (
                SELECT id FROM quittance_file
                 WHERE company_id = %s AND state = 'waiting'
                   AND (lease_until IS NULL OR lease_until < %s)
                   AND (%s = 0 OR size <= %s)
                 ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """,
            [worker, now + timedelta(seconds=seconds), company.id, now, size_max, size_max,
             limit],
        )
        files = self.browse(sorted(row[0] for row in self.env.cr.fetchall()))
        files.invalidate_recordset()
        return files

    def _waits_long(self):
        """Does it wait, and no connector has come for it for longer than one takes?"""
        slow = fields.Datetime.now() - timedelta(seconds=SLOW_SECONDS)
        return (self.state == "waiting" and not self.lease_until
                and (self.write_date or slow) <= slow)

    @api.depends("state", "lease_until", "write_date")
    def _compute_waiting_message(self):
        for file in self:
            file.waiting_message = (
                _("No connector has taken this file. Is `quittance serve` running?")
                if file._waits_long()
                else _("The connector takes it within seconds.")
                if file.state == "waiting" else ""
            )
