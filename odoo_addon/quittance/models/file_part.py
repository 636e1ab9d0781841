"""Large files come in parts; the whole is put together when the last one is there."""

import base64
import hashlib

from odoo import _, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

PART_AT_MOST = 1024 * 1024
# Odoo keeps the words of what it takes for text in the database, as large as the file again.
OWN_TYPE = "application/x-service-file"


class QuittanceFilePart(models.Model):
    _name = "quittance.file.part"
    _description = "Part of a service file on its way in"
    _order = "file_id, start"

    file_id = fields.Many2one("quittance.file", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="file_id.company_id", store=True)
    start = fields.Integer(required=True, readonly=True)
    size = fields.Integer(required=True, readonly=True)
    content = fields.Binary(readonly=True, attachment=False)

    _once = models.UniqueIndex("(file_id, start)", "This part of the file came already.")


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    stored_sha256 = fields.Char(
        string="SHA-256 of the copy", readonly=True,
        help="Of the bytes kept here, where they are not those that came: card numbers are masked.",
    )
    masked = fields.Integer(string="Masked card numbers", readonly=True)
    bytes_kept = fields.Boolean(readonly=True, help="All bytes of the file are here.")
    part_ids = fields.One2many("quittance.file.part", "file_id", readonly=True)

    def _wants_bytes(self, payload):
        """Whether the connector has to send the file's bytes in parts."""
        self.ensure_one()
        open_still = self.state in ("reading", "asked") or self._was_not_taken()
        return open_still and not self.bytes_kept

    def _take_masked(self, payload):
        """What is kept from now on is a copy whose card numbers are masked."""
        self.ensure_one()
        if payload.get("stored_sha256") and not self.stored_sha256:
            self.with_context(tracking_disable=True).write({
                "content": False, "bytes_kept": False, "masked": int(payload.get("masked") or 0),
                "size": int(payload.get("size") or 0)})
            self._drop_message()

    def _put_part(self, start, content, stored_sha256):
        """Keep a part; with the last one the file is whole. The same part again: nothing."""
        self.ensure_one()
        # Two who bring the last part at once: the second one waits here, and finds it done.
        self.flush_recordset(["bytes_kept"])
        self.env.cr.execute(
            "SELECT bytes_kept FROM quittance_file WHERE id = %s FOR UPDATE", [self.id])
        if self.env.cr.fetchone()[0]:
            return
        if not content or len(content) > PART_AT_MOST or start < 0:
            raise UserError(_("A part of a file has 1 byte to 1 MiB."))
        if start + len(content) > self.size:
            raise UserError(_("The parts of %s are longer than the file.", self.name))
        self.env.cr.execute(
            SQL(
                "INSERT INTO quittance_file_part (file_id, company_id, start, size, content)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (file_id, start) DO NOTHING",
                self.id, self.company_id.id, start, len(content), base64.b64encode(content),
            )
        )
        self.env.cr.execute(
            "SELECT sum(size) FROM quittance_file_part WHERE file_id = %s", [self.id])
        if self.env.cr.fetchone()[0] == self.size:
            self._put_together(stored_sha256)

    def _put_together(self, stored_sha256):
        self.env.cr.execute(
            "SELECT content FROM quittance_file_part WHERE file_id = %s ORDER BY start", [self.id])
        whole = b"".join(base64.b64decode(bytes(part)) for (part,) in self.env.cr.fetchall())
        self._keep(whole, stored_sha256)
        self.env.cr.execute("DELETE FROM quittance_file_part WHERE file_id = %s", [self.id])
        self.invalidate_recordset(["part_ids"])

    def _keep(self, whole, stored_sha256=""):
        """The bytes are all here: kept as they are, at any size, without a copy in base64."""
        if hashlib.sha256(whole).hexdigest() != (stored_sha256 or self.sha256):
            raise UserError(_("What came of %s is not the file: its SHA-256 differs.", self.name))
        attachments = self.env["ir.attachment"].sudo()
        attachments.search([
            ("res_model", "=", self._name), ("res_id", "=", self.id),
            ("res_field", "=", "content")]).unlink()
        attachments.create({
            "name": "content", "raw": whole, "res_model": self._name, "res_id": self.id,
            "res_field": "content", "mimetype": OWN_TYPE})
        self.with_context(tracking_disable=True).write(
            {"bytes_kept": True, "stored_sha256": stored_sha256 or False})
        self.invalidate_recordset(["content"])

    def _drop_bytes(self):
        """Nothing of what came is kept: there are card numbers in it that cannot be masked."""
        self.ensure_one()
        self.env.cr.execute("DELETE FROM quittance_file_part WHERE file_id = %s", [self.id])
        self.with_context(tracking_disable=True).write({"content": False, "bytes_kept": False})
        self.invalidate_recordset(["part_ids"])
        self._drop_message()

    def _bytes(self, start=0, length=None):
        """A piece of the file's bytes as they are kept."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id),
             ("res_field", "=", "content")], limit=1)
        if not attachment.store_fname:  # small ones may lie in the database
            whole = attachment.raw or b""
            return whole[start:] if length is None else whole[start:start + length]
        # Not the whole file for every part of it.
        with open(attachment._full_path(attachment.store_fname), "rb") as stored:
            stored.seek(start)
            return stored.read(-1 if length is None else length)
