"""What became of a file's lines, by state: the sums of I5."""

from odoo import fields, models

from .line import STATES


class QuittanceFileTotal(models.Model):
    _name = "quittance.file.total"
    _description = "Sum of a file's lines by state"
    _auto = False
    _order = "file_id, state"

    company_id = fields.Many2one("res.company", readonly=True)
    file_id = fields.Many2one("quittance.file", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    amount = fields.Float(string="Amount", digits=(20, 2), readonly=True)
    unreadable = fields.Integer(string="Without a readable amount", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT min(id) AS id, company_id, file_id, state, count(*) AS line_count,
                   COALESCE(sum(amount), 0) AS amount,
                   count(*) FILTER (WHERE amount IS NULL) AS unreadable
              FROM quittance_line GROUP BY company_id, file_id, state
        """
