"""What one company decided about billing and collecting."""

from datetime import timezone as utc_only
from decimal import Decimal

import pytz

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tools import config

# Set by buttons alone, which ask for a reason and write the journal of the controls.
BY_BUTTON = {"collection_on", "collection_reason", "collection_by", "collection_at", "go_live",
             "company_id", "alarm_night"}


class QuittanceSettings(models.Model):
    _name = "quittance.settings"
    _description = "Quittance: a company's settings"
    _inherit = ["quittance.alarm.mixin"]
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    collection_on = fields.Boolean(string="Collection is on", readonly=True)
    collection_reason = fields.Char(string="Why", readonly=True)
    collection_by = fields.Many2one("res.users", string="Switched by", readonly=True)
    collection_at = fields.Datetime(string="Switched on", readonly=True)
    collection_message = fields.Char(string="Collection", compute="_compute_collection_message")
    go_live = fields.Date(
        string="Go-live day", readonly=True,
        help="Invoices dated from this day on are collected. Older ones never by themselves.",
    )
    timezone = fields.Selection(
        "_selection_timezone", string="Time zone", required=True,
        default=lambda self: self._default_timezone(self.env.company),
        help="Decides to which month a service belongs and which day it is at night.",
    )
    timezone_warning = fields.Char(compute="_compute_timezone_warning")
    default_payment_term_id = fields.Many2one(
        "account.payment.term", string="Payment term when a client has none",
        default=lambda self: self.env.ref("account.account_payment_term_30days", False),
        check_company=True,
    )
    wait_after_sent_days = fields.Integer(
        string="Days between sending and debit", default=14,
        help="A direct debit waits so long after the invoice was sent. Cards do not wait.",
    )
    resolve_wait_seconds = fields.Integer(
        string="Seconds before an unknown is asked about", default=600,
        help="Longer than an Odoo worker can live, so that no call is still under way.",
    )
    open_session_minutes = fields.Integer(
        string="Minutes that a payment may stay open in the portal", default=30
    )
    minimum = fields.Monetary(string="Collect nothing below", default=0)
    cap_per_charge = fields.Monetary(
        string="At most per charge", default=5000, help="Larger invoices wait for a person."
    )
    cap_per_run = fields.Monetary(
        string="At most per run", default=100000, help="Where a run stops charging."
    )
    night_deadline = fields.Integer(
        string="Hour by which the night has run", default=7,
        help="In the company's time zone. No night by then: the supervisors are told.",
    )
    alarm_night = fields.Date(string="Last night reported missing", readonly=True)

    _one_per_company = models.UniqueIndex("(company_id)", "This company has its settings already.")
    _sane_numbers = models.Constraint(
        "CHECK (wait_after_sent_days >= 0 AND resolve_wait_seconds >= 60"
        " AND open_session_minutes >= 5 AND minimum >= 0 AND cap_per_charge > 0"
        " AND cap_per_run >= cap_per_charge AND night_deadline BETWEEN 0 AND 23)",
        "A limit is out of range: no waits below zero, at least 60 seconds and 5 minutes, caps "
        "above zero, the run's cap not below the charge's, an hour from 0 to 23.",
    )

    @api.model
    def _selection_timezone(self):
        return [(name, name) for name in pytz.common_timezones]

    @api.model
    def _default_timezone(self, company):
        """The company's own, the only one of its country, the user's, or UTC."""
        zones = pytz.country_timezones.get((company.country_id.code or "").upper(), [])
        found = company.partner_id.tz or (zones[0] if len(zones) == 1 else "") or self.env.user.tz
        return found if found in pytz.common_timezones_set else "UTC"

    @api.depends("timezone")
    def _compute_timezone_warning(self):
        for settings in self:
            settings.timezone_warning = settings.timezone == "UTC" and _(
                "UTC was taken because neither the company nor its country says a time zone. "
                "Services of the last evening of a month could land in the wrong one."
            )

    @api.depends("collection_on", "go_live", "collection_reason")
    def _compute_collection_message(self):
        for settings in self:
            settings.collection_message = settings._refusal() or _("Collection is on.")

    @api.constrains("resolve_wait_seconds")
    def _check_resolve_wait(self):
        life = config["limit_time_real"] or 0
        for settings in self:
            if settings.resolve_wait_seconds <= life:
                raise ValidationError(
                    _(
                        "An Odoo worker may live %(life)s seconds: wait longer than that before "
                        "asking about an unknown, or a call could still be under way.",
                        life=life,
                    )
                )

    # ------------------------------------------------------------------ asking

    @api.model
    def _for_company(self, company):
        """The company's settings in sudo; made with the defaults when it has none yet."""
        known = self.env.cr.cache.setdefault("quittance_settings", {})
        settings = self.sudo().browse(known.get(company.id))
        if not settings._are_of(company):
            settings = self.sudo().search_fetch(
                [("company_id", "=", company.id)], self._asked_by_checks(), limit=1)
            settings = settings or self.sudo().create(self._prepare_settings(company))
            known[company.id] = settings.id
        return settings

    @api.model
    def _asked_by_checks(self):
        """What is looked at for each charge; the rest is read by itself."""
        return ["company_id", "collection_on", "collection_reason", "go_live", "timezone",
                "wait_after_sent_days", "minimum", "cap_per_charge"]

    def _are_of(self, company):
        """Whether this is that company's row still: what made it may have been rolled back."""
        try:
            return self.company_id == company
        except MissingError:
            return False

    @api.model
    def _prepare_settings(self, company):
        return {"company_id": company.id, "timezone": self._default_timezone(company)}

    def _refusal(self):
        """Why this company collects nothing now, '' when it does."""
        self.ensure_one()
        if not self.go_live:
            return _(
                "No go-live day is set, so nothing is collected. A supervisor sets it in "
                "Quittance › Settings."
            )
        if not self.collection_on:
            return _(
                "Collection is off: %s. A supervisor switches it on in Quittance › Settings.",
                self.collection_reason or _("it was never switched on"),
            )
        return ""

    def _decimal(self, name):
        """A money setting as Decimal in the company's currency, never a float."""
        self.ensure_one()
        return Decimal(f"{self[name]:.{self.currency_id.decimal_places}f}")

    def _today(self):
        """Today's date where the company is."""
        return self._local(fields.Datetime.now()).date()

    def _local(self, moment):
        """A naive UTC moment as an aware one in the company's time zone."""
        self.ensure_one()
        return moment.replace(tzinfo=utc_only.utc).astimezone(pytz.timezone(self.timezone))

    def _prepare_hello(self):
        """The company's part of `hello`."""
        company = self.company_id
        return {
            "id": company.id,
            "name": company.name,
            "currency": company.currency_id.name,
            "decimals": company.currency_id.decimal_places,
            "timezone": self.timezone,
            "rounding": company.tax_calculation_rounding_method,
            "collection_on": not self._refusal(),
            "collection_message": self._refusal(),
            "go_live": fields.Date.to_string(self.go_live) if self.go_live else "",
        }

    # ------------------------------------------------------------------ changing

    def write(self, vals):
        by_hand = not self.env.su
        if by_hand and BY_BUTTON & set(vals):
            raise UserError(_("Use the buttons: they ask for the reason and keep it."))
        result = super().write(vals)
        changed = set(vals) & set(self._limit_names())
        if by_hand and changed:
            self._log_limits(sorted(changed))
        return result

    @api.model
    def _limit_names(self):
        return [
            "timezone", "default_payment_term_id", "wait_after_sent_days", "resolve_wait_seconds",
            "open_session_minutes", "minimum", "cap_per_charge", "cap_per_run", "night_deadline",
        ]

    def _log_limits(self, names):
        for settings in self:
            text = ", ".join(f"{name} = {settings[name]}" for name in names)
            self.env["quittance.control.log"]._add(
                "limits", text, _("changed on the settings screen"), company=settings.company_id
            )

    def _switch(self, on, reason):
        """Collection on or off. Off: any accountant, at any time; on: a supervisor."""
        self.ensure_one()
        self._check_group("quittance.group_supervisor" if on else "quittance.group_accountant")
        self.check_access("read")
        if on and not self.go_live:
            raise UserError(_("Set the go-live day first: it says which invoices are collected."))
        self.sudo().write(
            {
                "collection_on": on,
                "collection_reason": reason,
                "collection_by": self.env.uid,
                "collection_at": fields.Datetime.now(),
            }
        )
        self._log("collection_on" if on else "collection_off", self.company_id.name, reason)

    def _set_go_live(self, day, reason):
        """The day from which posted invoices are collected."""
        self.ensure_one()
        self._check_group("quittance.group_supervisor")
        self.check_access("read")
        before = self.go_live or _("none")
        self.sudo().write({"go_live": day})
        self._log("go_live", _("%(day)s, before: %(before)s", day=day, before=before), reason)

    def _log(self, what, detail, why):
        self.env["quittance.control.log"]._add(what, detail, why, company=self.company_id)

    @api.model
    def _check_group(self, group):
        if self.env.user.has_group(group):
            return
        raise AccessError(
            _("This is for Quittance's supervisors. Ask one of them.")
            if group == "quittance.group_supervisor"
            else _("This is for Quittance's accountants. Ask one of them.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("A company's settings are never deleted; switch collection off instead."))

    # ------------------------------------------------------------------ buttons

    def action_switch_on(self):
        self._check_group("quittance.group_supervisor")
        return self.env["quittance.control.wizard"]._open("collection_on", settings=self)

    def action_switch_off(self):
        self._check_group("quittance.group_accountant")
        return self.env["quittance.control.wizard"]._open("collection_off", settings=self)

    def action_go_live(self):
        self._check_group("quittance.group_supervisor")
        return self.env["quittance.control.wizard"]._open("go_live", settings=self)

    def action_issue_key(self):
        self._check_group("quittance.group_supervisor")
        return self.env["quittance.connector.key"]._open(self.company_id)

    def action_open_ledger(self):
        self._check_group("quittance.group_accountant")
        ledger = self.env["quittance.ledger"]._get()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quittance.ledger",
            "res_id": ledger.id,
            "view_mode": "form",
        }
