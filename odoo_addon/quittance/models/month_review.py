"""A client's month that is far above its last one: told on its file and on the month, billed."""

from odoo import _, api, fields, models

# What is or will be billed of each month, and of the last month before it that had anything.
UNUSUAL_MONTHS = """
    WITH sums AS (
        SELECT client_id, currency_id, period,
               sum(COALESCE(net_amount, bill_amount, amount)) AS amount
          FROM quittance_line
         WHERE company_id = %(company)s AND client_id = ANY(%(clients)s)
           AND state IN ('billable', 'held', 'billed') AND withdraw IS NOT TRUE
         GROUP BY client_id, currency_id, period
    )
    SELECT client_id, currency_id, period, amount::text AS amount, last_period,
           last_amount::text AS last_amount
      FROM (SELECT sums.*, lag(period) OVER months AS last_period,
                   lag(amount) OVER months AS last_amount
              FROM sums WINDOW months AS (PARTITION BY client_id, currency_id ORDER BY period)
           ) this
     WHERE last_amount > 0 AND amount >= %(times)s * last_amount AND period = ANY(%(periods)s)
     ORDER BY client_id, period
"""


class QuittanceMonth(models.Model):
    _inherit = "quittance.month"

    review_note = fields.Char(string="Unusual", compute="_compute_review_note")

    def _compute_review_note(self):
        notes = {}
        for company in self.company_id:
            months = self.filtered(lambda month, company=company: month.company_id == company)
            for row in self._unusual(company, months.client_id.ids, set(months.mapped("period"))):
                notes[company.id, row["client_id"], row["currency_id"], row["period"]] = _(
                    "%(amount)s, after %(last_amount)s in %(last_period)s.", **row)
        for month in self:
            key = (month.company_id.id, month.client_id.id, month.currency_id.id, month.period)
            month.review_note = notes.get(key, False)

    @api.model
    def _unusual(self, company, clients, periods):
        """Rows of the clients' months of these periods that are far above the last one."""
        times = self.env["quittance.settings"]._for_company(company).review_month
        if not times or not clients:
            return []
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(
            UNUSUAL_MONTHS,
            {"company": company.id, "clients": list(clients), "periods": list(periods),
             "times": times},
        )
        return self.env.cr.dictfetchall()
