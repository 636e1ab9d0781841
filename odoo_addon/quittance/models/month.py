"""The billing month of one client: at most one invoice, and what a person did with it.

docs/months.md lists every case of a month's life.
"""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

STATES = [
    ("open", "Draft"),
    ("posted", "Posted"),
    ("cancelled", "Cancelled"),
    ("deleted", "Draft deleted"),
]
NAMED = 5  # months in a sentence


class QuittanceMonth(models.Model):
    _name = "quittance.month"
    _description = "Billing month of a client"
    _inherit = ["mail.thread"]
    _order = "period desc, client_id"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    client_id = fields.Many2one(
        "res.partner", string="Client", required=True, readonly=True, index=True,
        ondelete="restrict",
    )
    period = fields.Char(string="Month", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    kind = fields.Selection([("services", "Services")], required=True, readonly=True,
                            default="services")
    group_key = fields.Char(string="Group", required=True, readonly=True, default="")
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null",
        ondelete="set null",
    )
    move_state = fields.Selection(related="move_id.state", string="Invoice is")
    amount_total = fields.Monetary(related="move_id.amount_total", string="Invoice total")
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    question = fields.Char(readonly=True)
    decision = fields.Selection(
        [("draft_again", "Draft again"), ("do_not_bill", "Do not bill")], readonly=True
    )
    decision_reason = fields.Char(string="Reason", readonly=True)
    line_ids = fields.One2many("quittance.line", "month_id", readonly=True)
    line_count = fields.Integer(string="Services", compute="_compute_line_count")

    # An index and not a constraint: the contact merge deletes rows under a constraint.
    _one_month = models.UniqueIndex(
        "(company_id, client_id, period, currency_id, kind, group_key)",
        "This client has this month already.",
    )
    _one_per_invoice = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "This invoice bills another month."
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["quittance.line"]._read_group(
                [("month_id", "in", self.ids)], ["month_id"], ["__count"]
            )
        )
        for month in self:
            month.line_count = counts.get(month, 0)

    @api.depends("client_id", "period")
    def _compute_display_name(self):
        for month in self:
            month.display_name = f"{month.client_id.display_name} {month.period}"

    @api.model
    def _ensure(self, company, keys):
        """The months of the keys, made where missing, all locked: {key: month}.

        key: (client id, period, currency id, kind, group). Two at once: one is run afresh.
        """
        if not keys:
            return {}
        now = fields.Datetime.now()
        rows = [
            (company.id, *key, "open", self.env.uid, self.env.uid, now, now)
            for key in sorted(keys)
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO quittance_month (company_id, client_id, period, currency_id, kind,"
                " group_key, state, create_uid, write_uid, create_date, write_date)"
                " VALUES %s ON CONFLICT DO NOTHING",
                SQL(", ").join(SQL("%s", row) for row in rows),
            )
        )
        return self._locked(company, keys)

    @api.model
    def _locked(self, company, keys):
        """{key: month} of those that exist, each locked until the transaction ends."""
        if not keys:
            return {}
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT client_id, period, currency_id, kind, group_key, id FROM quittance_month"
                " WHERE company_id = %s AND (client_id, period, currency_id, kind, group_key)"
                " IN %s ORDER BY id FOR UPDATE",
                company.id, tuple(sorted(keys)),
            )
        )
        found = {row[:5]: self.browse(row[5]) for row in self.env.cr.fetchall()}
        self.browse([month.id for month in found.values()]).invalidate_recordset()
        return found

    def _some_names(self):
        """A few of them, for a sentence."""
        return ", ".join(self[:NAMED].mapped("display_name")) + ("…" if self[NAMED:] else "")

    def _touch_open(self):
        """Write the open ones: of this and a posting at the same time, the later one begins afresh."""
        if self:
            self.flush_model()
            self.env.cr.execute(
                "UPDATE quittance_month SET write_date = now() AT TIME ZONE 'UTC' WHERE id IN ("
                "SELECT id FROM quittance_month WHERE id IN %s AND state = 'open'"
                " ORDER BY id FOR UPDATE)", [tuple(self.ids)])
            self.invalidate_recordset(["write_date"])

    def _status(self):
        """The contract's status: open, posted, cancelled or deleted."""
        self.ensure_one()
        return self.state

    # ------------------------------------------------------------------ what a person did

    def _set_posted(self):
        """Posted once: no service joins it any more, whatever happens to the invoice."""
        self.filtered(lambda month: month.state == "open").write({"state": "posted"})

    def _set_deleted(self, name):
        """Its draft was deleted: its services are held until a person says what was meant."""
        for month in self:
            decided = month.state == "cancelled" and not month.question
            lines = month._hold_lines() | month._held_lines()
            lines.write({"invoice_line_id": False})
            if decided:
                month.write({"state": "deleted", "move_id": False})
                month.message_post(body=_("The cancelled invoice %s was deleted.", name))
                continue
            if not lines:
                month.write({"state": "open", "move_id": False})
                month.message_post(body=_("The empty draft was deleted."))
                continue
            month.write({"state": "deleted", "move_id": False, "decision": False,
                         "question": _("The draft %s was deleted.", name)})
            month.message_post(
                body=_("The draft was deleted: 1 service is held.") if len(lines) == 1
                else _("The draft was deleted: %s services are held.", len(lines)))

    def _set_cancelled(self):
        """Its invoice was cancelled: the same question."""
        for month in self.filtered(lambda month: month.state in ("open", "posted")):
            lines = month._hold_lines(keep_link=True)
            month.write({"state": "cancelled", "decision": False,
                         "question": _("The invoice was cancelled.")})
            month.message_post(
                body=_("The invoice was cancelled: 1 service is held.") if len(lines) == 1
                else _("The invoice was cancelled: %s services are held.", len(lines)))

    def _set_revived(self):
        """A cancelled invoice is a draft again before anybody decided: its services are on it."""
        for month in self.filtered(lambda month: month.state == "cancelled" and not month.decision):
            once_posted = month.move_id.posted_before
            held = month._held_lines()
            linked = held.filtered("invoice_line_id")
            linked.write({"state": "billed", "reason": False})
            (held - linked).write({"state": "billable", "month_id": False, "reason": False})
            month.write({"state": "posted" if once_posted else "open", "question": False})
            month.message_post(body=_("The invoice is a draft again: its services are on it."))

    def _hold_lines(self, keep_link=False):
        """Hold the month's billed services, and those of the same month that still wait."""
        self.ensure_one()
        lines = self.env["quittance.line"]
        billed = lines.search([("month_id", "=", self.id), ("state", "=", "billed")])
        gone = billed.filtered("withdraw")
        gone._set_taken_back({"month_id": False, "invoice_line_id": False})
        billed -= gone
        self._take_back_reversals()
        waiting = lines.search(self._own_lines_domain())
        vals = {"state": "held", "reason": _("Its month %s is asked about", self.period)}
        if not keep_link:
            billed.write({**vals, "invoice_line_id": False})
        else:
            billed.write(vals)
        if billed:
            waiting.write({**vals, "month_id": self.id})
        return billed

    def _held_lines(self):
        return self.env["quittance.line"].search(
            [("month_id", "=", self.id), ("state", "=", "held")]
        )

    def _own_lines_domain(self):
        return [
            ("company_id", "=", self.company_id.id), ("client_id", "=", self.client_id.id),
            ("period", "=", self.period), ("currency_id", "=", self.currency_id.id),
            ("state", "=", "billable"),
        ]

    def _take_back_reversals(self):
        """Reversing lines that stood on this invoice are proposed again elsewhere."""
        reversed_here = self.env["quittance.line"].search(
            [("reversal_line_id.move_id", "=", self.move_id.id), ("state", "=", "credited"),
             ("withdraw", "=", True)]
        ) if self.move_id else self.env["quittance.line"]
        reversed_here.write({"state": "billed", "reversal_line_id": False})

    def _ask_again(self):
        """Further services arrived for a month whose draft was deleted or invoice cancelled."""
        for month in self:
            month.write({"decision": False, "question": month.question or _(
                "Further services came for a month that is not billed.")})
            month.message_post(body=_("Further services came: they are held."))

    # ------------------------------------------------------------------ buttons

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")

    def action_draft_again(self):
        self._check_may()
        return self._ask_reason("draft_again")

    def action_do_not_bill(self):
        self._check_may()
        return self._ask_reason("do_not_bill")

    def _ask_reason(self, mode):
        if self.filtered(lambda month: month.state not in ("deleted", "cancelled")
                         or not month.question):
            raise UserError(_("There is no question about this month."))
        return self.env["quittance.decision"]._open(mode, months=self)

    def _decide(self, decision, reason):
        """The answer to the question; its services wait again, or are removed for good."""
        self.env["quittance.line"].flush_model()
        for month in self.filtered("question"):
            month_sudo = month.sudo()
            held = month_sudo._held_lines()
            month_sudo._leave_old_invoice(held)
            again = decision == "draft_again"
            held.write({"state": "billable" if again else "removed", "reason": reason,
                        "month_id": False if again else month.id})
            vals = {"question": False, "decision": decision, "decision_reason": reason}
            month_sudo.write({**vals, "state": "open", "move_id": False} if again else vals)
            month.message_post(
                body=_("To be drafted again: %s", reason) if again
                else _("Not to be billed: %s", reason)
            )

    def _leave_old_invoice(self, lines):
        """Nothing ties the services to the cancelled invoice any more."""
        old = lines.invoice_line_id
        lines.write({"invoice_line_id": False})
        old.with_context(quittance_drafting=True)._quittance_release()

    def action_open_invoice(self):
        self.ensure_one()
        return self.env["quittance.line"]._open_record(self.move_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Billing months are never deleted: they keep a month from being billed twice."))
