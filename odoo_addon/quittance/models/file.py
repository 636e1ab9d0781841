"""Service files: what suppliers sent, kept as it came, and what became of it."""

import base64
import re

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .amounts import differs

STATES = [
    ("waiting", "Waits for the connector"),
    ("reading", "Being read"),
    ("closed", "Read"),
    ("asked", "Question"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]


class QuittanceFile(models.Model):
    _name = "quittance.file"
    _description = "Service file"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True,
        ondelete="restrict",
    )
    profile_id = fields.Many2one("quittance.profile", string="Profile", readonly=True)
    name = fields.Char(required=True, readonly=True)
    period = fields.Char(
        string="Month", required=True, readonly=True, default="",
        help="Empty: the date of each line decides.",
    )
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    channel = fields.Selection(
        [("cli", "Command"), ("portal", "Portal"), ("odoo", "Odoo"), ("drop", "Drop folder"),
         ("http", "HTTP"), ("mail", "Mail")],
        string="Came by", required=True, readonly=True,
    )
    sender = fields.Char(string="Sent by", readonly=True)
    content = fields.Binary(string="File", readonly=True, attachment=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting", index=True)
    message = fields.Char(readonly=True)
    message_shown = fields.Char(string="What is to be said of it",
                                compute="_compute_message_shown")
    question = fields.Selection(
        [("period", "The same file for another period"), ("repeats", "Repeats an earlier file")],
        readonly=True,
    )
    confirmed = fields.Boolean(readonly=True, help="A person said that it is no repetition.")
    replaces_id = fields.Many2one(
        "quittance.file", string="Corrects", readonly=True, index=True, ondelete="restrict"
    )
    line_ids = fields.One2many("quittance.line", "file_id", readonly=True)
    total_ids = fields.One2many("quittance.file.total", "file_id", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    amount = fields.Float(string="Sum of the file", digits=(20, 6), readonly=True)
    unreadable = fields.Integer(string="Lines without a readable amount", readonly=True)
    lines_total = fields.Integer(string="Rows to come", readonly=True)
    lines_done = fields.Integer(string="Rows read so far", compute="_compute_lines_done")
    headers = fields.Json(readonly=True, help="What the columns of the file are called.")
    controls = fields.Json(readonly=True)
    warnings = fields.Json(readonly=True)
    notes = fields.Text(string="Totals rows and warnings", compute="_compute_notes")
    control_alert = fields.Text(string="Totals that differ", compute="_compute_notes")
    closed_at = fields.Datetime(string="Read on", readonly=True)

    read_anew = fields.Boolean(
        readonly=True, help="Its bytes were read once more: that correction of it stands for it.")

    # The same bytes of a supplier are one file per period, whatever its name or way in.
    _once = models.UniqueIndex(
        "(company_id, supplier_id, sha256, period)"
        " WHERE state <> 'withdrawn' AND read_anew IS NOT TRUE",
        "This file was sent already.",
    )
    _one_correction = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL AND state NOT IN ('refused', 'withdrawn')",
        "This file was corrected already: correct the correction.",
    )

    @api.constrains("replaces_id", "supplier_id", "company_id")
    def _check_own_correction(self):
        for file in self.filtered("replaces_id"):
            corrected = file.replaces_id
            if (corrected.supplier_id, corrected.company_id) != (file.supplier_id, file.company_id):
                raise ValidationError(
                    self.env._("A file corrects one of its own supplier and company."))

    @api.depends("line_ids")
    def _compute_lines_done(self):
        counts = dict(self.env["quittance.line"].sudo()._read_group(
            [("file_id", "in", self.ids)], ["file_id"], ["__count"]))
        for file in self:
            file.lines_done = counts.get(file, 0)

    @api.depends("message", "state")
    @api.depends_context("lang")
    def _compute_message_shown(self):
        """The message in the reader's language; a refusal's code is for the supplier's page."""
        say = self.env["quittance.line"]._translate_reason
        for file in self:
            code, colon, sentence = (file.message or "").partition(": ")
            coded = file.state == "refused" and colon and re.fullmatch(r"[a-z_]+", code)
            file.message_shown = say(sentence if coded else file.message or "")

    @api.depends("controls", "warnings")
    @api.depends_context("lang")
    def _compute_notes(self):
        for file in self:
            totals = [
                (self.env._(
                    "Line %(row)s, %(label)s: the file says %(stated)s, its lines make %(computed)s",
                    **{name: control.get(name, "")
                       for name in ("row", "label", "stated", "computed")}), control)
                for control in file.controls or []
            ]
            notes = [said for said, _control in totals]
            file.control_alert = "\n".join(said for said, one in totals if differs(one))
            say = self.env["quittance.line"]._translate_reason
            notes += [f"{one.get('row') or ''} {say(one.get('message', ''))}".strip()
                      for one in file.warnings or []]
            file.notes = "\n".join(notes)

    @api.depends("name", "period")
    def _compute_display_name(self):
        for file in self:
            file.display_name = f"{file.name} ({file.period})" if file.period else file.name

    # ------------------------------------------------------------------ chain of corrections

    def _chain(self):
        """The files that this one corrects, first the nearest; their lines may be withdrawn."""
        self.ensure_one()
        chain, file = self.browse(), self.replaces_id
        while file and file not in chain:
            chain |= file
            file = file.replaces_id
        return chain

    def _root_sha256(self):
        """The sha256 of the first file of the chain: the identity of lines without ticket."""
        return (self._chain() or self)[-1].sha256

    # ------------------------------------------------------------------ opening

    @api.model
    def _insert(self, vals):
        """The new file's record, or none when its key is there already."""
        now = fields.Datetime.now()
        row = {**vals, "create_uid": self.env.uid, "write_uid": self.env.uid, "create_date": now,
               "write_date": now}
        content = row.pop("content", "")
        self.env.cr.execute(
            SQL(
                "INSERT INTO quittance_file (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        found = self.env.cr.fetchone()
        file = self.browse(found[0]) if found else self.browse()
        file._check_own_correction()
        if file and content:
            file._keep(base64.b64decode(content), vals.get("stored_sha256") or "")
        return file

    @api.model
    def _question_of(self, vals):
        """Values that ask about the same bytes for another period; {} when there is no question.

        Two that come at once, for two periods, are two keys: neither would see the other."""
        self.env["res.partner"].browse(vals["supplier_id"])._quittance_take_turn()
        other = self.search(
            [("company_id", "=", vals["company_id"]), ("supplier_id", "=", vals["supplier_id"]),
             ("sha256", "=", vals["sha256"]), ("period", "!=", vals["period"]),
             ("state", "in", ("closed", "reading", "waiting", "asked"))],
            limit=1,
        )
        if not other:
            return {}
        dates = _("the dates of its lines")
        return {
            "state": "asked",
            "question": "period",
            "message": _("The same file came for %(other)s: is it to be billed for %(period)s as "
                         "well?", other=other.period or dates, period=vals["period"] or dates),
        }

    def _own_key(self):
        """What `_question_of` looks for."""
        return {"company_id": self.company_id.id, "supplier_id": self.supplier_id.id,
                "sha256": self.sha256, "period": self.period}

    def _begin(self, profile, period):
        """The connector starts to read a file that waited (or was refused before)."""
        self.ensure_one()
        vals = {"state": "reading", "message": False, "question": False, "period": period,
                "refused_code": False}
        if profile:
            vals["profile_id"] = profile.id
        again = period != self.period or self.state == "refused"
        self._begin_afresh(vals.get("profile_id"))
        self.period = period
        if again and not self.confirmed:
            vals.update(self._question_of(self._own_key()))
        self.write(vals)

    # ------------------------------------------------------------------ sums

    def _totals(self):
        """{state: (count, amount as text)} of the file's lines: I5."""
        self.ensure_one()
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(
            "SELECT state, count(*), COALESCE(sum(amount), 0)::text FROM quittance_line"
            " WHERE file_id = %s GROUP BY state ORDER BY state",
            [self.id],
        )
        return {state: (count, amount) for state, count, amount in self.env.cr.fetchall()}

    # ------------------------------------------------------------------ buttons

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")

    def _in_company_words(self):
        """The file in its company's language: what is written for all to read."""
        return self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)

    def _log(self, text):
        self.message_post(body=text)

    def action_bill_anyway(self):
        """The answer *yes* to what was asked about: it is no repetition."""
        self._check_may()
        for file in self.filtered("question"):
            self_sudo = file.sudo()
            if file.question != "repeats":  # it was not read yet
                self_sudo.write({"state": "waiting", "question": False, "message": False,
                                 "confirmed": True, "lease_until": False})
            else:
                self_sudo.write({"question": False, "message": False})
                self_sudo.line_ids.filtered(lambda line: line.state == "held")._admit()
            file._log(_("Billed anyway: it is no repetition."))
        return True

    def action_do_not_bill(self):
        """The answer *no*: asks for the reason."""
        self._check_may()
        return self.env["quittance.decision"]._open("file_no", file=self)

    def _decide_not(self, reason):
        for file in self.filtered("question"):
            file_sudo = file.sudo()
            if file.question == "repeats":
                # Those in quarantine too: a code that is known later would make them billable.
                file_sudo.line_ids.filtered(
                    lambda line: line.state in ("held", "quarantine"))._reject(reason, alone=False)
                file_sudo.write({"question": False, "message": reason})
            else:
                file_sudo.write({"state": "refused", "question": False, "message": reason,
                                 "refused_at": fields.Datetime.now()})
            file._log(_("Not billed: %s", reason))

    def action_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "quittance.line",
            "view_mode": "list,form",
            "domain": [("file_id", "=", self.id)],
            "context": {"quittance_one_file": True},
        }

    def action_download(self):
        """The bytes as they came, for whoever may read the record."""
        self.ensure_one()
        self._check_may()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/quittance.file/{self.id}/content/{self.name}?download=1",
            "target": "self",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Service files are never deleted: they are the proof of what was sent."))
