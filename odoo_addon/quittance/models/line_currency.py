"""Whether a line's currency can be billed in: known, active, and of a unit that the amount fits."""

from odoo import models

from .review_reasons import AMOUNT_TOO_FINE, CURRENCY_INACTIVE, CURRENCY_UNKNOWN

WRONG = """
    SELECT line.id, COALESCE(line.currency, '') AS currency, line.amount::text AS amount,
           currency.active, EXISTS (SELECT FROM res_currency known
                                     WHERE known.name = line.currency) AS known
      FROM quittance_line line
      LEFT JOIN res_currency currency ON currency.id = line.currency_id
     WHERE line.id = ANY(%(ids)s)
       AND (currency.active IS NOT TRUE OR mod(line.amount, currency.rounding) <> 0)
"""
FIND = """
    UPDATE quittance_line line SET currency_id = currency.id
      FROM res_currency currency
     WHERE line.id = ANY(%(ids)s) AND line.currency_id IS NULL
       AND currency.name = line.currency AND currency.active
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _currency_findings(self):
        """{line id: (code, reason in English)} of those that no invoice could carry."""
        self.env.flush_all()
        self.env.cr.execute(WRONG, {"ids": self.ids})
        found = {}
        for row in self.env.cr.dictfetchall():
            code, sentence = (
                ("number_unreadable", AMOUNT_TOO_FINE) if row["active"]
                else ("currency_unknown", CURRENCY_INACTIVE) if row["known"]
                else ("currency_unknown", CURRENCY_UNKNOWN))
            found[row["id"]] = (code, sentence._source % row)
        return found

    def _look_up_codes(self):
        """A currency that was switched on meanwhile, as well."""
        super()._look_up_codes()
        if self:
            self.env.cr.execute(FIND, {"ids": self.ids})
            self.env.invalidate_all()
