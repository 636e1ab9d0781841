"""The letter to a supplier about the problems of its file: by a button, or by itself, once a file.

It says what the supplier's page says, and nothing else: see `supplier_words`.
"""

from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from .file_portal import clean_name

ROWS_OF_A_KIND = 20
ROWS_AT_MOST = 100
# Who sent these is the supplier; what we brought ourselves is written about by a person alone.
SENT_BY_SUPPLIERS = ("portal", "mail", "http", "drop")
# There is nothing in them for the supplier to do.
OURS = {"profile", "known", "contract_missing", "month_closed", "period", "correction",
        "withdrawn", "broken_off"}


class QuittanceFileLetter(models.Model):
    _name = "quittance.file.letter"
    _description = "A letter that went out by itself about a file's problems"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    file_id = fields.Many2one(
        "quittance.file", required=True, readonly=True, ondelete="cascade")
    sent_to = fields.Char(string="To", readonly=True)

    _once = models.UniqueIndex("(file_id)", "The supplier was written to about this file already.")

    @api.model
    def _take_turn(self, file, sent_to):
        """Is it for the caller to write about this file? For one of them only, ever."""
        now = fields.Datetime.now()
        self.env.cr.execute(SQL(
            "INSERT INTO quittance_file_letter"
            " (company_id, file_id, sent_to, create_uid, create_date, write_uid, write_date)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
            file.company_id.id, file.id, sent_to, self.env.uid, now, self.env.uid, now))
        return bool(self.env.cr.fetchone())


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_write_problems = fields.Boolean(
        string="Write to it about problems",
        help="Once a file that it sent is read with problems that it can put right, it gets a "
             "letter that lists them: one for each file.",
    )


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    letter_ids = fields.One2many("quittance.file.letter", "file_id", readonly=True)
    letter_on = fields.Datetime(string="Supplier written to on", compute="_compute_letter_on")

    @api.depends("letter_ids")
    def _compute_letter_on(self):
        for file in self:
            file.letter_on = file.letter_ids[:1].create_date

    # ------------------------------------------------------------------ what it says

    def _for_supplier(self):
        """The file in its supplier's language."""
        lang = self.supplier_id.lang or self.company_id.partner_id.lang
        return self.with_context(lang=lang or self.env.lang)

    def _letter_contact(self, supplier):
        """The supplier's contact for what is about no single file: its last sender's, if known."""
        contacts = self.env["res.partner"].search(
            [("id", "child_of", supplier.ids), ("email", "!=", False)])
        last = self[-1:] or self.search(
            [("supplier_id", "=", supplier.id), ("channel", "in", ("portal", "mail"))], limit=1)
        return last._letter_to() or (supplier & contacts or contacts)[:1]

    def _letter_to(self):
        """The contact of the supplier's that sent the file, as far as that is known."""
        contacts = self.env["res.partner"].search(
            [("id", "child_of", self.supplier_id.ids), ("email", "!=", False)])
        address = email_normalize(self.sender or "") if self.channel in ("portal", "mail") else ""
        sender = address and contacts.filtered(lambda one: one.email_normalized == address)
        return (sender or self.supplier_id & contacts or contacts)[:1]

    def _letter_subject(self):
        return _("Your file %s", clean_name(self.name))

    def _letter_body(self):
        """Markup in the supplier's language: each problem, its rows and what to do. Bounded."""
        file = self._for_supplier()
        _ = file.env._
        return Markup("<p>{}</p>{}<p>{}</p>").format(
            _("Hello,"), file._letter_about(),
            _("A corrected file is the whole list, put right, and not the corrections alone."))

    def _letter_about(self):
        """What is said of this file alone, as Markup in the record's language."""
        left, parts = ROWS_AT_MOST, []
        for problem in self._supplier_problems(ROWS_OF_A_KIND):
            parts.append(self._letter_problem(problem, max(left, 0)))
            left -= len(problem["rows"])
        return Markup("<p>{}<br/>{}</p>{}").format(
            self.env._("This is about your file %(name)s, which came on %(day)s.",
                       name=clean_name(self.name), day=self._letter_day()),
            self._supplier_state()["sentence"], Markup("").join(parts))

    def _supplier_can_act(self):
        """Is something said of it that its supplier can put right?"""
        return any(one["code"] not in OURS for one in self._supplier_problems(1))

    def _letter_day(self):
        settings = self.env["quittance.settings"].sudo()._for_company(self.company_id)
        return self.env["ir.qweb.field.date"].value_to_html(
            settings._local(self.create_date).date(), {})

    def _letter_problem(self, problem, most):
        """One kind of problem with at most so many rows; the others are counted."""
        rows = problem["rows"][:most]
        more = problem["more"] + len(problem["rows"]) - len(rows)
        said = [Markup("<li>{}</li>").format(self._letter_row(row)) for row in rows]
        if more:
            said.append(Markup("<li>{}</li>").format(self._more_rows(more)))
        return Markup("<p><b>{}</b><br/>{}</p>{}").format(
            problem["title"], problem["advice"],
            said and Markup("<ul>{}</ul>").format(Markup("").join(said)) or "")

    def _letter_row(self, row):
        where = row["where"]
        if row["column"]:
            where = self.env._("%(row)s, column %(column)s", row=where, column=row["column"])
        return f"{where}: {row['sentence']}" if row["sentence"] else where

    # ------------------------------------------------------------------ by a person

    def action_write_to_supplier(self):
        """*Write to the supplier*: the letter, ready to be looked at and sent."""
        self.ensure_one()
        self._check_may()
        file = self.sudo()._for_supplier()
        if not file._supplier_problems(1):
            raise UserError(_("There is nothing in this file that its supplier could put right."))
        return self._letter_window(
            self, file._letter_to(), file._letter_subject(), file._letter_body())

    @api.model
    def _letter_window(self, about, contacts, subject, body):
        """The window of a letter that is kept in the history of the record `about`."""
        return {
            "type": "ir.actions.act_window",
            "name": _("Write to the supplier"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": about._name, "default_res_ids": about.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": contacts.ids,
                "default_subject": subject,
                "default_body": body,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "mail_notify_author": True,
            },
        }

    # ------------------------------------------------------------------ by itself

    def _close(self, stated):
        first = not self.closed_at
        super()._close(stated)
        if first:
            self._write_by_itself()

    def _refuse(self, code, message):
        super()._refuse(code, message)
        if code:
            self._write_by_itself()

    def _write_by_itself(self):
        """Where the supplier wants it and can put something right; never twice about one file."""
        self.ensure_one()
        if not self.supplier_id.quittance_write_problems or self.channel not in SENT_BY_SUPPLIERS:
            return
        if self.env["quittance.file.letter"].search_count(self._same_bytes(), limit=1):
            return  # a file that is read anew is the same one to its supplier
        file = self._for_supplier()
        if not file._supplier_can_act():
            return
        contact = file._letter_to()
        told = self._in_company_words()
        if not contact:
            told._log(told.env._("No letter about its problems: the supplier has no e-mail address."))
        elif self.env["quittance.file.letter"]._take_turn(self, contact.email_formatted):
            self.invalidate_recordset(["letter_ids"])
            file._send_letter(contact)

    def _same_bytes(self):
        return [("file_id.supplier_id", "=", self.supplier_id.id),
                ("file_id.company_id", "=", self.company_id.id),
                ("file_id.sha256", "=", self.sha256), ("file_id.period", "=", self.period)]

    def _send_letter(self, contact):
        """Queued with the change that it is about: both happen or neither."""
        company = self.company_id.partner_id
        self.message_post(
            subject=self._letter_subject(), body=self._letter_body(), partner_ids=contact.ids,
            author_id=company.id, email_from=company.email_formatted or None,
            message_type="comment", subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light", mail_auto_delete=False)
