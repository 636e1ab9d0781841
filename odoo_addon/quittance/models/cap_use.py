"""What was counted against the caps: a row for each charge before it is sent.

Written through a cursor of its own, one at a time for a company, so that two runs that charge at
the same moment see each other's: their own transactions cannot, each looks at the database as it
was when it began. No foreign key: an insert that waited for a row which its own caller has locked
would wait for ever.
"""

import contextlib
from decimal import Decimal

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..protocol import caps, states

LOCK = 0x5175  # the first half of our advisory locks; the second is the company
UNCOUNTED = (states.FAILED, states.CANCELED)


class QuittanceCapUse(models.Model):
    _name = "quittance.cap.use"
    _description = "Counted against the caps"
    _order = "id desc"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(string="Reference", required=True, readonly=True)
    company_no = fields.Integer(string="Company", required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    run_key = fields.Char(string="Run", readonly=True)
    by_run = fields.Boolean(string="Charged by a run", readonly=True)
    release_no = fields.Integer(string="Release", readonly=True)
    amount = fields.Float(digits=(20, 3), required=True, readonly=True)

    _one_key = models.UniqueIndex("(key)", "A charge is counted once.")
    _of_day = models.Index("(company_no, day)")
    _of_run = models.Index("(run_key) WHERE run_key IS NOT NULL")

    @contextlib.contextmanager
    def _open_cursor(self):
        """A cursor of its own that sees what others committed meanwhile; tests hand out theirs."""
        with self.env.registry.cursor() as cr:
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
            yield cr

    # ------------------------------------------------------------------ counting

    @api.model
    def _count(self, attempt):
        """Count a charge that is about to be sent; the code that refuses it, '' for none.

        Counted again when it is sent on another day. Never counted: what a client pays himself.
        """
        if attempt.origin == "client":
            return ""
        with self._open_cursor() as cr:
            cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, attempt.company_id.id])
            limits = self._limits(cr, attempt.company_id)
            row = self._prepare_use(attempt)
            row["release_no"], code = self._release_of(cr, attempt, limits["release_above"])
            code = code or self._too_much(cr, row, limits)
            if not code:
                self._insert(cr, row)
            return code

    @api.model
    def _count_adopted(self, attempt):
        """Count one that was sent before a restore, whatever the caps say."""
        self._insert(self.env.cr, self._prepare_use(attempt))

    @api.model
    def _prepare_use(self, attempt):
        return {
            "key": attempt.key, "company_no": attempt.company_id.id,
            "day": attempt.company_id._quittance_today(), "run_key": attempt.run_key or None,
            "by_run": attempt.origin == "run",
            "amount": self._in_company_currency(attempt),
        }

    @api.model
    def _in_company_currency(self, attempt):
        """The caps are in the company's currency; Decimal."""
        company, amount = attempt.company_id, attempt._amount_decimal()
        if attempt.currency_id == company.currency_id:
            return amount
        converted = attempt.currency_id._convert(
            float(amount), company.currency_id, company, company._quittance_today())
        return Decimal(f"{converted:.{company.currency_id.decimal_places}f}")

    @api.model
    def _insert(self, cr, row):
        cr.execute(SQL(
            "INSERT INTO quittance_cap_use (%s) VALUES %s ON CONFLICT (key) DO UPDATE SET"
            " day = EXCLUDED.day, release_no = EXCLUDED.release_no",
            SQL(", ").join(map(SQL.identifier, row)), tuple(row.values())))
        self.env["quittance.cap.total"]._add(cr, row)

    # ------------------------------------------------------------------ looking

    @api.model
    def _limits(self, cr, company):
        """The company's limits as they are now, whoever changed them meanwhile."""
        cr.execute(
            """SELECT cap_per_run::text, cap_per_day::text, release_above::text
                 FROM quittance_settings WHERE company_id = %s""", [company.id])
        return {name: Decimal(value or 0) for name, value in cr.dictfetchone().items()}

    @api.model
    def _used(self, cr, company, day, run_key=None, key=""):
        """{day, run, unreleased}: sums of what counts, in the company's currency."""
        cr.execute(SQL(
            """SELECT COALESCE(SUM(amount) FILTER (WHERE day = %(day)s), 0)::text AS day,
                      COALESCE(SUM(amount) FILTER (WHERE run_key = %(run)s), 0)::text AS run,
                      COALESCE(SUM(amount) FILTER (WHERE day = %(day)s AND by_run
                        AND release_no IS NULL), 0)::text AS unreleased
                 FROM quittance_cap_use counted
                WHERE company_no = %(company)s AND (day = %(day)s OR run_key = %(run)s)
                  AND key <> %(key)s
                  AND NOT EXISTS (SELECT FROM quittance_attempt attempt
                                   WHERE attempt.key = counted.key AND attempt.state IN %(not)s)""",
            day=day, run=run_key, company=company.id, key=key, **{"not": UNCOUNTED}))
        return {name: Decimal(value) for name, value in cr.dictfetchone().items()}

    @api.model
    def _too_much(self, cr, row, limits):
        """Why this charge may not be sent, '' when it fits. The day's charges are added up only
        when the totals, which keep what was declined, leave no room."""
        most = self.env["quittance.cap.total"]._most(cr, row)
        if not self._problem(row, limits, most):
            return ""
        company = self.env["res.company"].browse(row["company_no"])
        used = self._used(cr, company, row["day"], row["run_key"], row["key"])
        return self._problem(row, limits, used)

    @api.model
    def _problem(self, row, limits, used):
        return caps.fit([row["amount"]], self._rooms(limits, used, bool(row["run_key"])))[0] or (
            self._unreleased_problem(row, limits, used))

    @api.model
    def _unreleased_problem(self, row, limits, used):
        """What runs sent today that nobody released stays below the threshold, all together."""
        above = limits["release_above"]
        unreleased = row["by_run"] and above and not row.get("release_no")
        return "not_released" if unreleased and used["unreleased"] + row["amount"] > above else ""

    @api.model
    def _rooms(self, limits, used, in_run):
        rooms = {"above_run_cap": limits["cap_per_run"] - used["run"]} if in_run else {}
        return {**rooms, "above_day_cap": limits["cap_per_day"] - used["day"]}

    @api.model
    def _release_of(self, cr, attempt, release_above):
        """(the number of the release that covers a run's charge, why it may not be sent)."""
        if attempt.origin != "run" or not release_above:
            return None, ""
        return self.env["quittance.release"]._covering(cr, attempt)

    # ------------------------------------------------------------------ planning

    @api.model
    def _rooms_to_prepare(self, company, run_key=None, day=None):
        """{code: what is left} for what is prepared next, as far as this transaction sees.

        `run_key`: None for a charge by hand, '' for a run to come; `day`: today, unless another
        is planned. What is prepared and not sent yet counts as well.
        """
        self.env["quittance.settings"].flush_model()
        limits = self._limits(self.env.cr, company)
        used = self._used(self.env.cr, company, day or company._quittance_today(), run_key)
        waiting = self._waiting(company, run_key)
        used["day"], used["run"] = used["day"] + waiting["day"], used["run"] + waiting["run"]
        return self._rooms(limits, used, run_key is not None)

    @api.model
    def _waiting(self, company, run_key):
        """{day, run}: sums of what is prepared and not sent."""
        self.env["quittance.attempt"].flush_model(["amount", "run_key", "state", "origin"])
        self.env.cr.execute(
            """SELECT COALESCE(SUM(amount), 0)::text AS day,
                      COALESCE(SUM(amount) FILTER (WHERE run_key = %s), 0)::text AS run
                 FROM quittance_attempt
                WHERE company_id = %s AND state = 'prepared' AND origin <> 'client'""",
            [run_key, company.id])
        return {name: Decimal(value) for name, value in self.env.cr.dictfetchone().items()}

    def write(self, vals):
        raise UserError(_("What was counted is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("What was counted is never deleted."))
