"""The files of a supplier's e-mail: what each is, and what became of it."""

import hashlib
import io

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from . import letter as letters
from .file_portal import clean_name


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _drop_message(self):
        """There are card numbers in this file: a message with the same bytes has them in full."""
        self.env["quittance.mail.part"].sudo().search(
            [("company_id", "=", self.company_id.id), ("sha256", "=", self.sha256)],
        ).mail_id.filtered("original").original = False


class QuittanceMailPart(models.Model):
    _name = "quittance.mail.part"
    _description = "A file of a supplier's e-mail"
    _order = "mail_id, number"

    mail_id = fields.Many2one("quittance.mail", required=True, readonly=True, index=True,
                              ondelete="cascade")
    company_id = fields.Many2one(related="mail_id.company_id", store=True)
    number = fields.Integer(required=True, readonly=True)
    name = fields.Char(readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    state = fields.Selection(
        [("kept", "Not taken yet"), ("taken", "Taken"), ("known", "Sent before"),
         ("refused", "Refused"), ("ignored", "No list")], required=True, readonly=True)
    sentence = fields.Char(string="What is said", readonly=True)
    file_id = fields.Many2one("quittance.file", string="Service file", readonly=True,
                              index="btree_not_null", ondelete="restrict")

    _once = models.UniqueIndex("(mail_id, number)", "This file of the message is listed already.")

    @api.model
    def _prepare_part(self, attachment, number):
        state, sentence = self._first_look(attachment, number)
        content = letters.content_of(attachment) if attachment.kind == "file" else b""
        if state == "kept" and content.startswith(b"%PDF-"):
            state, sentence = "ignored", _(
                "A PDF cannot be read as a list. Ask for the workbook or the text file.")
        return {
            "name": clean_name(attachment.name) or _("file"), "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest() if content else False,
            "state": state, "sentence": sentence,
        }

    @api.model
    def _first_look(self, attachment, number):
        """(state, sentence) by the kind of attachment alone."""
        if number >= letters.AT_MOST:
            return "refused", _("More than %s files in one message. Ask for several messages.",
                                letters.AT_MOST)
        return {
            "picture": ("ignored", _("A picture.")),
            "extra": ("ignored", _("Added by the mail program.")),
            "message": ("refused", _("It is a message within the message. Ask for the file itself.")),
            "deep": ("refused", _("It is packed too deeply. Ask for the file itself.")),
            "winmail": ("refused", _("Outlook has packed the file into winmail.dat. Ask the sender "
                                     "to send as HTML or plain text.")),
        }.get(attachment.kind, ("kept", False))

    def _hold_card_numbers(self):
        """Are these the bytes of a file in which card numbers were found, however it came?"""
        return bool(self.env["quittance.file"].sudo().search_count(
            [("company_id", "in", self.company_id.ids),
             ("sha256", "in", list(filter(None, self.mapped("sha256")))),
             "|", ("stored_sha256", "!=", False), ("refused_code", "=", "card_number")], limit=1))

    def _take(self, content):
        """The service file of this part, by the same function as the portal's."""
        self.ensure_one()
        mail = self.mail_id
        files = self.env["quittance.file"].sudo()
        came = {"channel": "mail", "sender": mail.said_from or mail.sender or "",
                "arrived": mail.create_date}
        try:
            with self.env.cr.savepoint():
                files._portal_check(mail.supplier_id)
                file, new = files._receive(
                    mail.supplier_id, mail.company_id, came, self.name, io.BytesIO(content), "",
                    files)
        except UserError as error:
            self.write({"state": "refused", "sentence": str(error)})
            return
        if not new and file.state == "refused":
            self.write({"state": "refused", "sentence": _(
                "The same file was sent before and was refused: %s",
                file._in_company_words().message_shown)})
            return
        self.write({"state": "taken" if new else "known", "file_id": file.id,
                    "sentence": False if new else _("The same file was sent before: it counts once.")})
