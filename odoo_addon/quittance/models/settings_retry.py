"""How often and when a company tries a declined invoice again."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..protocol import bank_days, retry

STEPS_MAX, STEP_DAYS_MAX = 14, 60
NAMES = ("retry_steps", "retry_tries_debit", "retry_tries_unclear", "retry_holidays",
         "retry_returns")


class QuittanceSettings(models.Model):
    _inherit = "quittance.settings"

    retry_steps = fields.Char(
        string="Days before each further try", required=True, default="3, 5, 7",
        help="After a decline that may pass: one number for each further try, counted from the "
             "day of the decline and moved to the next day on which banks work.",
    )
    retry_tries_debit = fields.Integer(
        string="Tries of a direct debit in all", default=2,
        help="A debit that fails costs a fee each time. Never more than 3.",
    )
    retry_tries_unclear = fields.Integer(
        string="Tries in all when the bank gives no reason", default=2,
        help="1: such a decline waits for a person.",
    )
    retry_holidays = fields.Selection(
        [("none", "TARGET's closing days alone"), ("FR", "France"),
         ("FR-67", "Alsace and Moselle"), ("GP", "Guadeloupe"), ("GF", "Guyane"),
         ("RE", "La Réunion"), ("MQ", "Martinique"), ("YT", "Mayotte"),
         ("BL", "Saint-Barthélemy"), ("MF", "Saint-Martin")],
        string="Public holidays", required=True,
        default=lambda self: self._default_retry_holidays(self.env.company),
        help="Nothing is tried again on weekends, on TARGET's closing days and on these.",
    )
    retry_returns = fields.Boolean(
        string="Try a returned debit again",
        help="A debit that came back for lack of funds is tried again like a decline, instead of "
             "being held. Disputes, refunds and revoked mandates are always held.",
    )

    _sane_retries = models.Constraint(
        "CHECK (retry_tries_debit BETWEEN 1 AND 3 AND retry_tries_unclear BETWEEN 1 AND 4)",
        "A direct debit is tried 1 to 3 times in all, an unclear decline 1 to 4 times.",
    )

    @api.model
    def _default_retry_holidays(self, company):
        """Those of the company's country, where we know them."""
        code = (company.country_id.code or "").upper()
        return code if code in bank_days.REGIONS else "none"

    @api.model
    def _prepare_settings(self, company):
        return {**super()._prepare_settings(company),
                "retry_holidays": self._default_retry_holidays(company)}

    @api.constrains("retry_steps")
    def _check_retry_steps(self):
        for settings in self:
            steps = settings._retry_steps()
            if steps is None or len(steps) > STEPS_MAX:
                raise ValidationError(_(
                    "Write the days as whole numbers from 1 to %(days)s with commas between, such "
                    "as “3, 5, 7”, at most %(steps)s of them; 0 for no further try.",
                    days=STEP_DAYS_MAX, steps=STEPS_MAX))

    def _retry_steps(self):
        """The steps as numbers, none for 0; None where they cannot be read."""
        parts = [part.strip() for part in (self.retry_steps or "").split(",")]
        if parts == ["0"]:
            return ()
        if not all(part.isascii() and part.isdecimal() for part in parts):
            return None
        steps = tuple(int(part) for part in parts)
        return steps if all(1 <= step <= STEP_DAYS_MAX for step in steps) else None

    def _retry_policy(self):
        """protocol.retry's Policy of this company."""
        self.ensure_one()
        return retry.Policy(
            self._retry_steps() or (), self.retry_tries_debit, self.retry_tries_unclear,
            "" if self.retry_holidays == "none" else self.retry_holidays, self.retry_returns)

    def write(self, vals):
        result = super().write(vals)
        if set(NAMES) & set(vals):
            self.env["quittance.retry"].sudo().search(
                [("company_id", "in", self.company_id.ids), ("state", "!=", "ended"),
                 ("by_person", "=", False)])._replan_all()
        return result

    @api.model
    def _limit_names(self):
        return [*super()._limit_names(), *NAMES]
