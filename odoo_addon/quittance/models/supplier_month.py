"""Who has sent what for a month, and what is missing since when."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [("received", "Received"), ("trouble", "Not read yet"), ("late", "Late"),
          ("expected", "Expected")]
# A supplier's files of a month: what its lines say, and what could not be read so far. What has no
# month of its own (lines without a date, unread files, messages kept aside) counts for its file's,
# else for the month before it came. A file brings a month when it is the file's own, when most of
# its lines are of it, or when the month was over: a stray date in the file before brings nothing.
# Nor does a file of which no line counts: all came before, or it was not billed as a whole. What a
# person dealt with line by line came.
# Sums are of what was delivered, in the company's currency; those of others stand beside them.
# The id is a hash within the 32 bits that XML-RPC carries; of those that share one, the later ones
# count on from it.
MONTHS = """
    WITH file AS (
        SELECT id, company_id, supplier_id, period, state,
               create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s AS came_on,
               COALESCE(NULLIF(period, ''),
                        to_char(create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s
                                - interval '1 month', 'YYYY-MM')) AS own_period
          FROM quittance_file
    ), part AS (
        SELECT line.company_id, line.supplier_id, line.file_id, file.came_on,
               file.own_period, COALESCE(NULLIF(line.period, ''), file.own_period) AS period,
               count(*) AS lines, sum(count(*)) OVER (PARTITION BY line.file_id) AS all_lines,
               bool_or(line.state NOT IN ('superseded', 'rejected')
                       OR line.state = 'rejected' AND line.rejected_by IS NOT NULL) AS brings,
               COALESCE(sum(line.amount) FILTER (
                   WHERE line.state NOT IN ('superseded', 'rejected', 'removed')
                         AND COALESCE(line.currency_id, company.currency_id)
                             = company.currency_id), 0) AS amount,
               count(*) FILTER (WHERE line.state = 'quarantine') AS waiting
          FROM quittance_line line
          JOIN file ON file.id = line.file_id AND file.state <> 'withdrawn'
          JOIN res_company company ON company.id = line.company_id
         WHERE line.state <> 'reading'
         GROUP BY 1, 2, 3, 4, 5, 6
    ), other AS (
        SELECT company_id, supplier_id, period, string_agg(sum, ', ' ORDER BY sum) AS sums
          FROM (SELECT line.company_id, line.supplier_id,
                       COALESCE(NULLIF(line.period, ''), file.own_period) AS period,
                       currency.name || ' ' || round(sum(line.amount)::numeric, 2) AS sum
                  FROM quittance_line line
                  JOIN file ON file.id = line.file_id AND file.state <> 'withdrawn'
                  JOIN res_company company ON company.id = line.company_id
                  JOIN res_currency currency ON currency.id = line.currency_id
                       AND currency.id <> company.currency_id
                 WHERE line.state NOT IN ('reading', 'superseded', 'rejected', 'removed')
                 GROUP BY 1, 2, 3, currency.name) one
         GROUP BY 1, 2, 3
    ), sent AS (
        SELECT company_id, supplier_id, period, count(*) AS file_count, sum(lines) AS line_count,
               sum(amount) AS amount, sum(waiting) AS waiting,
               bool_or(brings AND (
                   period = own_period OR lines * 2 >= all_lines
                   OR came_on >= to_date(period, 'YYYY-MM') + interval '1 month')) AS came
          FROM part GROUP BY 1, 2, 3
    ), unread AS (
        SELECT company_id, supplier_id, own_period AS period, count(*) AS unread_count
          FROM file WHERE state IN ('refused', 'asked', 'waiting', 'reading')
         GROUP BY 1, 2, 3
    ), mail AS (
        SELECT company_id, supplier_id,
               to_char(create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s
                       - interval '1 month', 'YYYY-MM') AS period,
               count(*) AS mail_count
          FROM quittance_mail WHERE state = 'aside' GROUP BY 1, 2, 3
    ), due AS (
        SELECT DISTINCT profile.company_id, profile.supplier_id,
               to_char(month, 'YYYY-MM') AS period,
               (month + interval '1 month')::date + partner.quittance_file_day - 1 AS expected_on
          FROM (SELECT company_id, supplier_id, min(create_date) AS since
                  FROM quittance_profile GROUP BY company_id, supplier_id) profile
          JOIN res_partner partner ON partner.id = profile.supplier_id AND partner.active
               AND partner.quittance_is_supplier AND partner.quittance_file_day > 0
         CROSS JOIN generate_series(
               GREATEST(date_trunc('month', profile.since),
                        date_trunc('month', partner.quittance_file_day_since)
                        - interval '1 month',
                        date_trunc('month', %(today)s::date - interval '12 months')),
               date_trunc('month', %(today)s::date - interval '1 month'), '1 month') AS month
    ), known AS (
        SELECT *, ('x' || substr(md5(concat_ws('/', company_id, supplier_id, period)),
                                 1, 7))::bit(28)::int AS hash
          FROM (SELECT company_id, supplier_id, period FROM sent
                 UNION SELECT company_id, supplier_id, period FROM unread
                 UNION SELECT company_id, supplier_id, period FROM mail
                 UNION SELECT company_id, supplier_id, period FROM due) any_known
    )
    SELECT known.hash + row_number() OVER (
               PARTITION BY known.hash
               ORDER BY known.company_id, known.supplier_id, known.period)::int - 1 AS id,
           known.company_id, known.supplier_id, known.period, due.expected_on,
           COALESCE(sent.file_count, 0) AS file_count, COALESCE(sent.line_count, 0) AS line_count,
           COALESCE(sent.amount, 0) AS amount, other.sums AS other_sums,
           COALESCE(sent.waiting, 0) AS waiting,
           COALESCE(unread.unread_count, 0) AS unread_count,
           COALESCE(mail.mail_count, 0) AS mail_count,
           COALESCE(before.amount, 0) AS amount_before, COALESCE(usual.amount, 0) AS amount_usual,
           COALESCE(%(times)s > 0 AND usual.amount > 0
                    AND (sent.amount >= %(times)s * usual.amount
                         OR sent.amount * %(times)s <= usual.amount), false) AS unusual,
           CASE WHEN sent.came IS NOT TRUE AND due.expected_on < %(today)s
                THEN %(today)s::date - due.expected_on ELSE 0 END AS days_late,
           CASE WHEN sent.came THEN 'received'
                WHEN unread.period IS NOT NULL OR mail.period IS NOT NULL THEN 'trouble'
                WHEN due.expected_on < %(today)s THEN 'late' ELSE 'expected' END AS state
      FROM known
      LEFT JOIN sent USING (company_id, supplier_id, period)
      LEFT JOIN other USING (company_id, supplier_id, period)
      LEFT JOIN unread USING (company_id, supplier_id, period)
      LEFT JOIN mail USING (company_id, supplier_id, period)
      LEFT JOIN due USING (company_id, supplier_id, period)
      LEFT JOIN sent before ON before.company_id = known.company_id
           AND before.supplier_id = known.supplier_id
           AND before.period = to_char(to_date(known.period, 'YYYY-MM') - interval '1 month',
                                       'YYYY-MM')
      LEFT JOIN LATERAL (
           SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY earlier.amount) AS amount
             FROM sent earlier
            WHERE earlier.company_id = known.company_id
              AND earlier.supplier_id = known.supplier_id AND earlier.period < known.period
              AND earlier.period >= to_char(to_date(known.period, 'YYYY-MM')
                                            - interval '3 months', 'YYYY-MM')) usual ON true
"""


class QuittanceSupplierMonth(models.Model):
    _name = "quittance.supplier.month"
    _description = "What a supplier has sent for a month"
    _auto = False
    _order = "period desc, state, supplier_id"

    company_id = fields.Many2one("res.company", readonly=True)
    supplier_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    period = fields.Char(string="Month", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    expected_on = fields.Date(string="Expected by", readonly=True)
    days_late = fields.Integer(string="Days late", readonly=True, aggregator=None)
    file_count = fields.Integer(string="Files", readonly=True)
    unread_count = fields.Integer(string="Files not read", readonly=True)
    mail_count = fields.Integer(string="E-mails kept aside", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    waiting = fields.Integer(string="In quarantine", readonly=True)
    amount = fields.Float(
        string="Sum", digits=(20, 2), readonly=True,
        help="In the company's currency, without lines that were rejected or removed.",
    )
    other_sums = fields.Char(string="In other currencies", readonly=True)
    amount_before = fields.Float(string="The month before", digits=(20, 2), readonly=True)
    amount_usual = fields.Float(
        string="Usual", digits=(20, 2), readonly=True, aggregator=None,
        help="The median of the three months before.",
    )
    unusual = fields.Boolean(string="Sum far from the usual", readonly=True)

    @property
    def _table_query(self):
        company = self.env.company
        settings = self.env["quittance.settings"].sudo()._for_company(company)
        return SQL(MONTHS, today=company._quittance_today(), zone=settings.timezone,
                   times=settings.review_month)

    @api.depends("supplier_id", "period")
    def _compute_display_name(self):
        for month in self:
            month.display_name = f"{month.supplier_id.name} {month.period}"

    def action_files(self):
        """The month's files: those with its lines, and those that were not read."""
        self.ensure_one()
        self.check_access("read")
        own = [("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id)]
        read = self.env["quittance.line"].search([*own, ("period", "=", self.period)]).file_id
        without = self.env["quittance.file"].search([*own, ("period", "=", False)])
        without |= self.env["quittance.file"].search([*own, ("period", "=", "")])
        came = without.filtered(lambda file: self._month_before(file) == self.period)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "quittance.file",
            "view_mode": "list,form",
            "domain": [*own, "|", ("id", "in", (read | came).ids), ("period", "=", self.period)],
        }

    @api.model
    def _month_before(self, file):
        """The month before the one in which the file came, where its company is."""
        settings = self.env["quittance.settings"].sudo()._for_company(file.company_id)
        first = settings._local(file.create_date).date().replace(day=1)
        return f"{first - timedelta(days=1):%Y-%m}"

    def action_mails(self):
        """The month's messages that wait for a decision."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("quittance.action_mail")
        return {**action, "name": self.display_name, "context": {"search_default_aside": 1},
                "domain": [("supplier_id", "=", self.supplier_id.id),
                           ("company_id", "=", self.company_id.id)]}
