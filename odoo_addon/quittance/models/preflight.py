"""The screen *Tonight*: every open invoice with what the next night does with it, and why not.

Rows of one person's look, made anew whenever the list is opened: the same look, codes and
sentences as the connector's.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..protocol import preflight

METHOD_REASONS = {"no_method", "several_methods", "method_archived", "method_other_client",
                  "method_other_company", "method_expired", "retry_over", "needs_client", "retry_cap"}
HOLD_REASONS = {"disputed", "held_invoice", "held_client"}
CODES = (preflight.COLLECT, *preflight.REASONS)
ATTEMPT_REASONS = {"unknown_attempt", "live_attempt"}


class QuittancePreflight(models.TransientModel):
    _name = "quittance.preflight"
    _description = "What the next night does with an open invoice"
    _order = "why, due_date, id"
    _rec_name = "move_id"

    company_id = fields.Many2one("res.company", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index=True)
    client_id = fields.Many2one("res.partner", string="Client", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    due_date = fields.Date(string="Due on", readonly=True)
    residual = fields.Monetary(string="Open", readonly=True)
    amount = fields.Monetary(string="Will be collected", readonly=True)
    method = fields.Char(readonly=True)
    rail = fields.Selection([("odoo", "Stored method")], readonly=True)
    verdict = fields.Selection(
        [("will", "Will be collected"), ("will_not", "Will not be collected")], readonly=True)
    reason_code = fields.Char(string="Code", readonly=True)
    why = fields.Selection("_selection_why", readonly=True)
    sentence = fields.Char(string="What happens", readonly=True)
    mend_method = fields.Boolean(readonly=True)
    mend_hold = fields.Boolean(readonly=True)
    mend_attempt = fields.Boolean(readonly=True)
    mend_sending = fields.Boolean(readonly=True)
    mend_credit = fields.Boolean(readonly=True)
    may_hold = fields.Boolean(readonly=True)
    may_collect = fields.Boolean(readonly=True)

    @api.model
    def _selection_why(self):
        """What is collected first, then the reasons in the order in which they are looked at:
        groups stand in the order of their values."""
        names = self._reason_names()
        return [(self._why(code), names.get(code, code)) for code in CODES]

    @api.model
    def _why(self, code):
        return f"{CODES.index(code):02d}_{code}"

    @api.model
    def _reason_names(self):
        """Each reason in two or three words, for the head of its group."""
        return {
            "collect": _("Will be collected"),
            "stopped": _("Collection is off"), "not_bound": _("This database is not bound"),
            "restore_open": _("A restore was noticed"), "not_posted": _("Not posted"),
            "nothing_due": _("Nothing open"), "blocked": _("Blocked in Odoo"),
            "unknown_attempt": _("Outcome unknown"), "live_attempt": _("An attempt is under way"),
            "disputed": _("Disputed by the client"), "credit": _("Covered by a credit"),
            "held_invoice": _("The invoice is held"), "held_client": _("The client is held"),
            "before_go_live": _("Older than go-live"), "not_due": _("Not due yet"),
            "other_currency": _("In another currency"),
            "no_method": _("No stored method"), "several_methods": _("Several methods, none chosen"),
            "method_archived": _("Method archived"),
            "method_other_client": _("Another client's method"),
            "method_other_company": _("Another company's method"),
            "method_other": _("Another method"), "method_expired": _("Card expired"),
            "provider_off": _("Provider switched off"),
            "provider_test": _("Provider in test mode"),
            "provider_capture": _("Provider captures by hand"),
            "never_sent": _("Never sent"), "wait_after_sent": _("Notice not over"),
            "collected_before": _("Collected before"),
            "refunded_before": _("Collected and given back"), "retry_wait": _("Waits for its next try"),
            "retry_over": _("Not tried again"), "needs_client": _("Needs the client"),
            "retry_cap": _("No more tries are allowed"),
            "below_minimum": _("Below the minimum"), "above_cap": _("Above the cap per charge"),
            "not_released": _("Not released"), "above_run_cap": _("Above the cap per run"),
            "above_day_cap": _("Above the cap per day"),
        }

    # ------------------------------------------------------------------ looking

    @api.model
    def refresh(self):
        """Look anew; {sentences, warning} about the night as a whole.

        Called by the list each time that it is opened.
        """
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        company = self.env.company
        settings = self.env["quittance.settings"]._for_company(company)
        day = self._next_night(settings)
        looks = self.env["quittance.attempt"].sudo()._tonight(company, day, as_if_on=True)
        self._keep(company, looks)
        warning = self._refusal(settings, looks)
        return {"sentences": [self._totals(settings, day, looks, bool(warning))],
                "warning": warning}

    @api.model
    def _next_night(self, settings):
        """The day on which the next night runs, where the company is."""
        local = settings._local(fields.Datetime.now())
        return local.date() + timedelta(days=local.hour >= settings.night_deadline)

    @api.model
    def _keep(self, company, looks):
        self.env.cr.execute(
            "DELETE FROM quittance_preflight WHERE create_uid = %s", [self.env.uid])
        self.invalidate_model()
        rows = [self._prepare_row(company, look) for look in looks]
        if rows:
            columns = ", ".join(rows[0])
            self.env.cr.execute_values(
                f"INSERT INTO quittance_preflight ({columns}) VALUES %s",
                [tuple(row.values()) for row in rows], page_size=1000)

    @api.model
    def _prepare_row(self, company, look):
        move, token, code = look.move, look.token, look.code
        now = fields.Datetime.now()
        by_hand = preflight.reason(
            look.facts, preflight.BY_HAND | preflight.AFTER_READING) == preflight.COLLECT
        return {
            "create_uid": self.env.uid, "create_date": now, "write_uid": self.env.uid,
            "write_date": now, "company_id": company.id, "move_id": move.id,
            "client_id": move.commercial_partner_id.id, "currency_id": move.currency_id.id,
            "due_date": move.invoice_date_due or None, "residual": look.facts.residual,
            "amount": look.amount, "method": token.display_name if token else None,
            "rail": "odoo" if token else None,
            "verdict": "will" if look.collects else "will_not", "reason_code": code,
            "why": self._why(code),
            "sentence": self._sentence(look), "mend_method": code in METHOD_REASONS,
            "mend_hold": code in HOLD_REASONS, "mend_attempt": code in ATTEMPT_REASONS,
            "mend_credit": bool(look.facts.credit),
            "mend_sending": code == "never_sent", "may_hold": code not in HOLD_REASONS,
            "may_collect": by_hand and not look.collects,
        }

    @api.model
    def _sentence(self, look):
        if not look.collects:
            return look.sentence
        if look.facts.credit:
            return _("%(amount)s will be taken from %(method)s: the client's credit of %(credit)s "
                     "is left for this invoice.",
                     amount=look.move.currency_id.format(float(look.amount)),
                     credit=look.move.currency_id.format(float(look.facts.credit)),
                     method=look.token.display_name)
        return _("%(amount)s will be taken from %(method)s.",
                 amount=look.move.currency_id.format(float(look.amount)),
                 method=look.token.display_name)

    # ------------------------------------------------------------------ the night as a whole

    @api.model
    def _totals(self, settings, day, looks, stopped):
        """How many of how many, in one sentence."""
        wanted = [look for look in looks if look.collects]
        values = {"day": format_date(self.env, day), "count": len(wanted), "all": len(looks),
                  "amount": self._sums(settings, wanted, "amount"),
                  "open": self._sums(settings, looks, "residual")}
        if stopped:
            return _("Would be collected in the night to %(day)s: %(count)s of %(all)s open "
                     "invoices, %(amount)s of %(open)s.", **values)
        return _("In the night to %(day)s: %(count)s of %(all)s open invoices will be collected, "
                 "%(amount)s of %(open)s.", **values)

    @api.model
    def _sums(self, settings, looks, what):
        sums = defaultdict(Decimal)
        for look in looks:
            sums[look.move.currency_id] += (
                look.amount if what == "amount" else look.facts.residual)
        sums = sums or {settings.currency_id: Decimal(0)}
        return " + ".join(currency.format(float(total)) for currency, total in sums.items())

    @api.model
    def _refusal(self, settings, looks):
        """Why nothing at all is collected that night, '' when something may be."""
        refusal = settings._refusal() or self.env["quittance.ledger"]._get()._refusal()
        if refusal:
            return refusal
        status, release = self.env["quittance.release"].sudo()._ask_for(
            settings.company_id, "", [look for look in looks if look.collects])
        return release._tell() if status == "waiting" else ""

    # ------------------------------------------------------------------ mending

    def action_open_invoice(self):
        return self._open_record(self.move_id)

    def action_choose_method(self):
        """The client's form, where its method is chosen."""
        return self._open_record(self.client_id)

    def action_open_attempts(self):
        return self.move_id.action_quittance_attempts()

    def action_mark_sent(self):
        return self.move_id.action_quittance_mark_sent()

    def action_use_credit(self):
        return self.move_id.action_quittance_use_credit()

    def action_hold(self):
        return self.move_id.action_quittance_hold()

    def action_release_hold(self):
        if self.reason_code == "held_client":
            return self.client_id.action_quittance_release()
        return self.move_id.action_quittance_release()

    def action_collect_now(self):
        return self.move_id.action_quittance_collect_now()

    def _open_record(self, record):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id,
                "view_mode": "form"}
