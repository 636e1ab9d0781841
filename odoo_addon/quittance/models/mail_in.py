"""A message that came to a supplier's address: what it carried, and what became of that."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from . import letter as letters
from .file_part import OWN_TYPE

STATES = [
    ("taken", "Taken"),
    ("aside", "Kept aside"),
    ("accepted", "Accepted"),
    ("rejected", "Rejected"),
    ("automatic", "Automatic answer"),
]
REASONS = [
    ("unknown", "The sender is not known"),
    ("senders", "It does not say one sender"),
    ("forged", "The mail server says that the sender is forged"),
    ("unproven", "The mail server does not vouch for the sender"),
    ("handed", "It was handed in by hand and not by a mail server"),
    ("broken", "The message came cut off"),
    ("nofile", "There is no file in it"),
    ("refused", "A file in it was not taken"),
]
# Nothing that the accountant knows makes such a sender's next message genuine.
NEVER_REMEMBERED = ("senders", "forged", "unproven", "handed")


class QuittanceMail(models.Model):
    _name = "quittance.mail"
    _description = "E-mail from a supplier"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _mail_post_access = "read"

    mailbox_id = fields.Many2one(
        "quittance.mailbox", string="Came to", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True,
        ondelete="restrict")
    name = fields.Char(string="Subject", readonly=True)
    message_key = fields.Char(string="Message-ID", required=True, readonly=True)
    said_from = fields.Char(string="From", readonly=True)
    sender = fields.Char(string="Address", readonly=True, help="The one that is compared.")
    verdict = fields.Selection(
        [("pass", "Passed"), ("fail", "Failed")], string="Mail server's check", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="aside", index=True)
    reason = fields.Selection(REASONS, string="Why", readonly=True)
    part_ids = fields.One2many("quittance.mail.part", "mail_id", string="Files", readonly=True)
    file_count = fields.Integer(string="Files sent", compute="_compute_file_count")
    original = fields.Binary(string="Message", readonly=True, attachment=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decision = fields.Char(string="Why rejected", readonly=True)
    may_remember = fields.Boolean(compute="_compute_may_remember")

    _once = models.UniqueIndex(
        "(company_id, supplier_id, message_key)", "This message came already.")

    @api.depends("part_ids.state")
    def _compute_file_count(self):
        for mail in self:
            mail.file_count = len(mail.part_ids.filtered(lambda part: part.state != "ignored"))

    @api.depends("reason", "sender")
    def _compute_may_remember(self):
        for mail in self:
            mail.may_remember = bool(
                mail.sender and mail.mailbox_id and mail.reason not in NEVER_REMEMBERED
                and mail.sender not in mail.mailbox_id._known())

    @api.depends("name", "said_from")
    def _compute_display_name(self):
        for mail in self:
            mail.display_name = mail.name or mail.said_from or _("Message")

    # ------------------------------------------------------------------ coming in

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """No limit of Odoo's, which drops messages: files have their own, and nobody is answered."""
        return None

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Odoo's gateway: the message is kept, and its files are taken where that is right."""
        box = self.env["quittance.mailbox"].browse(
            (custom_values or {}).get("mailbox_id") or 0).exists()
        raw = self.env.context.get("quittance_raw")
        if not self.env.su or not isinstance(raw, bytes):
            raise AccessError(_("Only Odoo's mail gateway brings messages."))
        if not box:
            raise UserError(_("This address belongs to no supplier any more."))
        message = letters.parse(raw)
        self = self.with_context(lang=box.company_id.partner_id.lang)
        vals = self._prepare_mail(box, msg_dict, message)
        mail = self._insert(vals)
        if not mail:  # the same message by two ways in the same moment
            return self.search([(name, "=", vals[name]) for name in (
                "company_id", "supplier_id", "message_key")])
        mail._list_parts(message)
        mail._sort_out(message)
        return mail

    @api.model
    def _prepare_mail(self, box, msg_dict, message):
        servers = self.env["quittance.settings"]._for_company(box.company_id)._mail_servers()
        return {
            "mailbox_id": box.id,
            "company_id": box.company_id.id,
            "supplier_id": box.supplier_id.id,
            "name": (msg_dict.get("subject") or "")[:300],
            "message_key": msg_dict["message_id"][:500],
            "said_from": (msg_dict.get("email_from") or "")[:300],
            "sender": letters.sender_of(message)[:300],
            "verdict": letters.verdict_of(message, servers) or None,
            "state": "aside",
        }

    @api.model
    def _insert(self, vals):
        now = fields.Datetime.now()
        row = {**vals, "create_uid": self.env.uid, "write_uid": self.env.uid, "create_date": now,
               "write_date": now}
        self.env.cr.execute(SQL(
            "INSERT INTO quittance_mail (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL(", ").join(map(SQL.identifier, row)), tuple(row.values())))
        found = self.env.cr.fetchone()
        return self.browse(found[0]) if found else self.browse()

    def _list_parts(self, message):
        """A row for each file of the message, also of those that are not taken."""
        self.env["quittance.mail.part"].create([
            {"mail_id": self.id, "number": number,
             **self.env["quittance.mail.part"]._prepare_part(one, number)}
            for number, one in enumerate(letters.attachments_of(message)[:4 * letters.AT_MOST])])

    def _sort_out(self, message):
        """Take the files, or keep the whole message aside with the reason."""
        reason = self._why_aside(message)
        if not reason:
            self._take_files(message)
            reason = self._why_not_settled()
        automatic = letters.is_automatic(message) and reason == "nofile"
        self.write({"reason": reason, "state": "automatic" if automatic
                    else "aside" if reason else "taken"})
        if self.state == "aside" and not self.part_ids._hold_card_numbers():
            self._keep_original()

    def _why_aside(self, message):
        """Why nothing of it may be taken without an accountant; "" when it may."""
        settings = self.env["quittance.settings"]._for_company(self.company_id)
        wanted = self.part_ids.filtered(lambda part: part.state in ("kept", "refused"))
        checks = (
            ("nofile", not wanted),
            ("handed", not self.env.context.get("quittance_by_server")),
            ("senders", not self.sender),
            ("forged", self.verdict == "fail"),
            ("unknown", self.sender not in self.mailbox_id._known()),
            ("unproven", settings.mail_proof_needed and self.verdict != "pass"),
            ("broken", letters.damaged(message)),
        )
        return next((reason for reason, found in checks if found), "")

    def _why_not_settled(self):
        return "refused" if self.part_ids.filtered(
            lambda part: part.state in ("kept", "refused")) else False

    def _keep_original(self):
        """Nothing of a message that somebody has to decide about is lost until then."""
        self.env["ir.attachment"].sudo().create({
            "name": "original", "raw": self.env.context["quittance_raw"], "res_model": self._name,
            "res_id": self.id, "res_field": "original", "mimetype": OWN_TYPE})
        self.invalidate_recordset(["original"])

    # ------------------------------------------------------------------ taking

    def _take_files(self, message):
        """Hand each file to the one function that takes a supplier's files."""
        attachments = letters.attachments_of(message)
        for part in self.part_ids.filtered(lambda part: part.state == "kept"):
            part._take(letters.content_of(attachments[part.number]))
