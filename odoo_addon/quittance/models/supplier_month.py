"""Who has sent what for a month, and what is missing since when."""

from odoo import api, fields, models
from odoo.tools import SQL

STATES = [("received", "Received"), ("trouble", "Not read yet"), ("late", "Late"),
          ("expected", "Expected")]
# A supplier's files of a month: what its lines say, and what could not be read so far. A file
# without a month that was not read counts for the month before it came, and so does a message that
# was kept aside.
MONTHS = """
    WITH sent AS (
        SELECT line.company_id, line.supplier_id, line.period,
               count(DISTINCT line.file_id) AS file_count, count(*) AS line_count,
               COALESCE(sum(line.amount) FILTER (WHERE line.state <> 'superseded'), 0) AS amount,
               count(*) FILTER (WHERE line.state = 'quarantine') AS waiting
          FROM quittance_line line
          JOIN quittance_file file ON file.id = line.file_id AND file.state <> 'withdrawn'
         WHERE line.period <> '' AND line.state <> 'reading'
         GROUP BY line.company_id, line.supplier_id, line.period
    ), unread AS (
        SELECT company_id, supplier_id,
               COALESCE(NULLIF(period, ''), to_char(create_date - interval '1 month', 'YYYY-MM'))
                   AS period, count(*) AS unread_count
          FROM quittance_file
         WHERE state IN ('refused', 'asked', 'waiting', 'reading')
         GROUP BY 1, 2, 3
    ), mail AS (
        SELECT company_id, supplier_id, to_char(create_date - interval '1 month', 'YYYY-MM') AS period,
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
                        date_trunc('month', %(today)s::date - interval '12 months')),
               date_trunc('month', %(today)s::date - interval '1 month'), '1 month') AS month
    ), known AS (
        SELECT company_id, supplier_id, period FROM sent
         UNION SELECT company_id, supplier_id, period FROM unread
         UNION SELECT company_id, supplier_id, period FROM mail
         UNION SELECT company_id, supplier_id, period FROM due
    )
    SELECT ('x' || substr(md5(concat_ws('/', known.company_id, known.supplier_id, known.period)),
                          1, 7))::bit(28)::int AS id,
           known.company_id, known.supplier_id, known.period, due.expected_on,
           COALESCE(sent.file_count, 0) AS file_count, COALESCE(sent.line_count, 0) AS line_count,
           COALESCE(sent.amount, 0) AS amount, COALESCE(sent.waiting, 0) AS waiting,
           COALESCE(unread.unread_count, 0) AS unread_count,
           COALESCE(mail.mail_count, 0) AS mail_count,
           COALESCE(before.amount, 0) AS amount_before,
           CASE WHEN sent.period IS NULL AND due.expected_on < %(today)s
                THEN %(today)s::date - due.expected_on ELSE 0 END AS days_late,
           CASE WHEN sent.period IS NOT NULL THEN 'received'
                WHEN unread.period IS NOT NULL OR mail.period IS NOT NULL THEN 'trouble'
                WHEN due.expected_on < %(today)s THEN 'late' ELSE 'expected' END AS state
      FROM known
      LEFT JOIN sent USING (company_id, supplier_id, period)
      LEFT JOIN unread USING (company_id, supplier_id, period)
      LEFT JOIN mail USING (company_id, supplier_id, period)
      LEFT JOIN due USING (company_id, supplier_id, period)
      LEFT JOIN sent before ON before.company_id = known.company_id
           AND before.supplier_id = known.supplier_id
           AND before.period = to_char(to_date(known.period, 'YYYY-MM') - interval '1 month',
                                       'YYYY-MM')
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
    amount = fields.Float(string="Sum", digits=(20, 2), readonly=True)
    amount_before = fields.Float(string="The month before", digits=(20, 2), readonly=True)

    @property
    def _table_query(self):
        return SQL(MONTHS, today=self.env.company._quittance_today())

    @api.depends("supplier_id", "period")
    def _compute_display_name(self):
        for month in self:
            month.display_name = f"{month.supplier_id.name} {month.period}"

    def action_files(self):
        """The month's files: those with its lines, and those that were not read."""
        self.ensure_one()
        self.check_access("read")
        files = self.env["quittance.line"].search(
            [("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id),
             ("period", "=", self.period)]).file_id
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "quittance.file",
            "view_mode": "list,form",
            "domain": ["&", ("supplier_id", "=", self.supplier_id.id),
                       "|", ("id", "in", files.ids), ("period", "=", self.period)],
        }

    def action_mails(self):
        """The month's messages that wait for a decision."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("quittance.action_mail")
        return {**action, "name": self.display_name, "context": {"search_default_aside": 1},
                "domain": [("supplier_id", "=", self.supplier_id.id),
                           ("company_id", "=", self.company_id.id)]}
