"""How much was ever counted on a day and in a run: never less than what counts there.

Added to with each counted charge, under the same lock, and never taken from: what was declined may
still turn out to be paid. So a charge that fits by these totals fits, without a sum over all the
charges of the day; one that does not is looked at exactly.
"""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class QuittanceCapTotal(models.Model):
    _name = "quittance.cap.total"
    _description = "Counted against the caps in all"
    _order = "id desc"
    _rec_name = "scope"
    _log_access = False

    company_no = fields.Integer(string="Company", required=True, readonly=True)
    scope = fields.Char(string="Day or run", required=True, readonly=True)
    amount = fields.Float(digits=(20, 3), required=True, readonly=True)
    unreleased = fields.Float(string="Nobody released", digits=(20, 3), required=True,
                              readonly=True)

    _one_scope = models.UniqueIndex("(company_no, scope)", "A day and a run are counted once.")

    @api.model
    def _scopes(self, use):
        """Where a row of quittance.cap.use counts: {'day': …, 'run': …}."""
        scopes = {"day": f"day {use['day']}"}
        return {**scopes, "run": f"run {use['run_key']}"} if use["run_key"] else scopes

    @api.model
    def _most(self, cr, use):
        """{day, run, unreleased}: no less than what counts where this use would."""
        scopes = self._scopes(use)
        found = self._found(cr, use, scopes)
        if len(found) < len(scopes):
            self._begin(cr, use, scopes)
            found = self._found(cr, use, scopes)
        day, unreleased = found[scopes["day"]]
        run = found[scopes["run"]][0] if "run" in scopes else Decimal(0)
        return {"day": day, "run": run, "unreleased": unreleased}

    @api.model
    def _found(self, cr, use, scopes):
        cr.execute(
            """SELECT scope, amount::text, unreleased::text FROM quittance_cap_total
                WHERE company_no = %s AND scope IN %s""",
            [use["company_no"], tuple(scopes.values())])
        return {scope: (Decimal(amount), Decimal(unreleased))
                for scope, amount, unreleased in cr.fetchall()}

    @api.model
    def _begin(self, cr, use, scopes):
        """The first charge of a day or run; all that was counted there, declined or not."""
        for name, scope in scopes.items():
            mine = SQL("day = %s", use["day"]) if name == "day" else SQL(
                "run_key = %s", use["run_key"])
            cr.execute(SQL(
                """INSERT INTO quittance_cap_total (company_no, scope, amount, unreleased)
                   SELECT %s, %s, COALESCE(SUM(amount), 0), COALESCE(SUM(amount) FILTER (
                          WHERE by_run AND release_no IS NULL), 0)
                     FROM quittance_cap_use WHERE company_no = %s AND %s
                       ON CONFLICT DO NOTHING""",
                use["company_no"], scope, use["company_no"], mine))

    @api.model
    def _add(self, cr, use):
        """One more was counted."""
        nobody = use["by_run"] and not use.get("release_no")
        cr.execute(
            """UPDATE quittance_cap_total SET amount = amount + %s, unreleased = unreleased + %s
                WHERE company_no = %s AND scope IN %s""",
            [use["amount"], use["amount"] if nobody else 0, use["company_no"],
             tuple(self._scopes(use).values())])

    def write(self, vals):
        raise UserError(_("What was counted is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("What was counted is never deleted."))
