"""The second pair of eyes: a run above the threshold sends nothing until its list is released."""

from datetime import timedelta
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

VALID_HOURS = 36  # the next night, and no further one


class QuittanceRelease(models.Model):
    _name = "quittance.release"
    _description = "Release of a run"
    _inherit = ["quittance.alarm.mixin"]
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    run_key = fields.Char(string="Run", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("free", "Below the threshold"), ("requested", "Waits for a release"),
         ("released", "List released"), ("replaced", "Replaced by a newer list"),
         ("withdrawn", "Withdrawn")], required=True, readonly=True, index=True)
    requested_at = fields.Datetime(string="Planned on", readonly=True,
                                   default=fields.Datetime.now)
    threshold = fields.Monetary(string="Threshold then", readonly=True)
    total = fields.Monetary(readonly=True)
    count = fields.Integer(string="Invoices", readonly=True)
    row_ids = fields.One2many("quittance.release.invoice", "release_id", readonly=True,
                              string="What would be charged")
    released_by = fields.Many2one("res.users", string="List released by", readonly=True)
    released_at = fields.Datetime(string="List released on", readonly=True)
    valid_until = fields.Datetime(string="Valid until", readonly=True)
    reason = fields.Char(string="Why", readonly=True)
    sentence = fields.Char(compute="_compute_sentence")

    _one_request = models.UniqueIndex(
        "(company_id) WHERE state = 'requested'", "Another list waits for a release already.")
    _one_per_run = models.UniqueIndex("(run_key)", "This run's list is kept already.")
    _released_with_reason = models.Constraint(
        "CHECK (state <> 'released' OR (released_by IS NOT NULL AND valid_until IS NOT NULL"
        " AND reason IS NOT NULL))",
        "A list is released by somebody, with a reason.")

    @api.depends("count", "total")
    def _compute_display_name(self):
        for release in self:
            total = release._text("total")
            release.display_name = _("1 invoice, %s", total) if release.count == 1 else _(
                "%(count)s invoices, %(total)s", count=release.count, total=total)

    @api.depends("state", "valid_until", "released_by")
    @api.depends_context("lang", "tz")
    def _compute_sentence(self):
        for release in self:
            release.sentence = release._tell()

    def _tell(self):
        """What this list means now, and who has to do what."""
        self.ensure_one()
        if self.state == "requested":
            return _(
                "%(list)s: this is above the threshold of %(threshold)s. Nothing is sent until a "
                "supervisor who posted none of it releases the list in Quittance › Collection › "
                "Releases.", list=self.display_name, threshold=self._text("threshold"))
        if self.state == "released":
            return _(
                "%(who)s released %(list)s: until %(until)s runs charge these amounts and nothing "
                "else.", who=self.released_by.name, list=self.display_name,
                until=self._moment(self.valid_until))
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _moment(self, moment):
        """A moment where the company is, as the reader writes dates."""
        local = self.env["quittance.settings"]._for_company(self.company_id)._local(moment)
        return f"{format_date(self.env, local.date())} {local:%H:%M}"

    def _text(self, name):
        return self.currency_id.format(self[name])

    def _facts_for(self, what):
        """What a person reads before deciding."""
        if what == "withdraw":
            return _("What is not sent yet of %s is not sent.", self.display_name)
        largest = self.row_ids[:1]
        return _(
            "%(list)s, the largest %(amount)s of %(client)s. For %(hours)s hours from now runs "
            "charge these amounts and nothing else.", list=self.display_name,
            amount=self.currency_id.format(largest.amount),
            client=largest.client_id.display_name or "", hours=VALID_HOURS)

    # ------------------------------------------------------------------ asking

    @api.model
    def _valid(self, company):
        """The lists that are released and not over."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "released"),
             ("valid_until", ">", fields.Datetime.now())])

    def _amounts(self):
        """{invoice id: {amounts that are released}} of these lists."""
        amounts = {}
        for row in self.row_ids:
            amounts.setdefault(row.move_id.id, set()).add(row._amount_decimal())
        return amounts

    @api.model
    def _covering(self, cr, attempt):
        """(number of the released list that has this very charge, why it may not be sent).

        Read through `cr`, which sees what was withdrawn or released meanwhile.
        """
        cr.execute(SQL(
            """SELECT release.id
                 FROM quittance_release release
                 JOIN quittance_release_invoice row ON row.release_id = release.id
                WHERE release.company_id = %s AND release.state = 'released'
                  AND release.valid_until > %s AND row.move_id IN %s AND row.amount = %s
                LIMIT 1""",
            attempt.company_id.id, fields.Datetime.now(), tuple(attempt.row_ids.move_id.ids),
            attempt._amount_decimal()))
        found = cr.fetchone()
        if found:
            return found[0], ""
        cr.execute("SELECT 1 FROM quittance_release WHERE run_key = %s AND state = 'free'",
                   [attempt.run_key or ""])
        return None, "" if cr.fetchone() else "not_released"

    @api.model
    def _refused(self, company, run_key, wanted):
        """{invoice: code} of those that a run may not prepare, as far as this transaction sees;
        `wanted`: [(invoice, amount)]."""
        if not self.env["quittance.settings"]._for_company(company)._decimal("release_above"):
            return {}
        amounts = self._valid(company)._amounts()
        refused = {move: "not_released" for move, amount in wanted
                   if amount not in amounts.get(move.id, ())}
        if refused and self.sudo().search_count(
                [("run_key", "=", run_key), ("state", "=", "free")], limit=1):
            return {}
        return refused

    # ------------------------------------------------------------------ what a run plans

    @api.model
    def _ask_for(self, company, run_key, looks):
        """(status, the list that decides) about what a run plans to charge.

        `looks`: those that would be collected. The same run, or the same list again: the same
        answer. Without `run_key` nothing is kept: only what would be the answer. Status: 'free',
        'released' (what is on a released list alone), 'waiting' (nothing is sent).
        """
        threshold = self.env["quittance.settings"]._for_company(company)._decimal("release_above")
        if not threshold:
            return "free", self.browse()
        valid = self._valid(company)
        amounts = valid._amounts()
        if any(look.facts.due in amounts.get(look.move.id, ()) for look in looks):
            return "released", valid[:1]
        known = run_key and self.sudo().search([("run_key", "=", run_key)])
        release = known or self._keep(company, run_key, looks, threshold)
        return "free" if release.state == "free" else "waiting", release

    @api.model
    def _keep(self, company, run_key, looks, threshold):
        uses = self.env["quittance.cap.use"]
        used = uses._used(self.env.cr, company, company._quittance_today())
        total = sum((look.facts.due for look in looks), Decimal(0))
        values = {"company_id": company.id, "run_key": run_key, "threshold": float(threshold),
                  "total": float(total), "count": len(looks), "state": "free"}
        if total + used["unreleased"] > threshold:
            values["state"] = "requested"
        if not run_key:
            return self.new(values)
        if values["state"] == "free":
            return self.sudo().create(values)
        return self._request(company, values, looks)

    @api.model
    def _request(self, company, values, looks):
        """One open request for a company: the same list stays, another takes its place."""
        waiting = self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "requested")])
        planned = {(look.move.id, look.facts.due) for look in looks}
        if waiting and waiting._pairs() == planned:
            return waiting
        waiting._replace()
        release = self.sudo().create({
            **values, "row_ids": [fields.Command.create(
                {"move_id": look.move.id, "amount": float(look.facts.due)}) for look in looks]})
        release._log("release_requested", values["run_key"])
        release._tell_supervisors(
            _("A run waits for your release: %s", release.display_name), release._tell())
        return release

    def _pairs(self):
        return {(row.move_id.id, row._amount_decimal()) for row in self.row_ids}

    def _replace(self):
        if self:
            self.state = "replaced"
            self.env.flush_all()
            self.activity_unlink(["mail.mail_activity_data_todo"])

    # ------------------------------------------------------------------ deciding

    def _release(self, reason):
        """A supervisor's second pair of eyes: never somebody who posted one of the invoices."""
        self.ensure_one()
        self._check_supervisor()
        self.check_access("read")
        if self.state != "requested":
            raise UserError(_("This list does not wait for a release any more. Look at the newest "
                              "one."))
        own = self.sudo().row_ids.filtered(lambda row: row.posted_by == self.env.user)
        if own:
            raise UserError(_(
                "You posted %(invoice)s of this list yourself. Another supervisor has to release "
                "it: four eyes see more than two.", invoice=own[0].move_id.name))
        now = fields.Datetime.now()
        self.sudo().write({
            "state": "released", "released_by": self.env.uid, "released_at": now,
            "valid_until": now + timedelta(hours=VALID_HOURS), "reason": reason})
        self._log("run_released", reason)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _withdraw(self, reason):
        """Take a release back: what is not sent yet is not sent."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")
        if self.state not in ("released", "requested"):
            raise UserError(_("There is nothing to withdraw."))
        self.sudo().state = "withdrawn"
        self._log("release_withdrawn", reason)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _log(self, what, why):
        self.env["quittance.control.log"]._add(
            what, self.display_name, why, company=self.company_id)

    @api.model
    def _check_supervisor(self):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("This is for Quittance's supervisors. Ask one of them."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("A list is never deleted: it says who released what."))

    # ------------------------------------------------------------------ buttons

    def action_release(self):
        self._check_supervisor()
        return self.env["quittance.control.wizard"]._open("release", release=self)

    def action_withdraw(self):
        return self.env["quittance.control.wizard"]._open("withdraw", release=self)
