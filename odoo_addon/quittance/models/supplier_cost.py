"""What a supplier may ask for a month: the sum of its files, to be held against its own bill."""

from odoo import fields, models


class QuittanceSupplierCost(models.Model):
    _name = "quittance.supplier.cost"
    _description = "A supplier's month: what its files come to, and what clients pay"
    _auto = False
    _order = "period desc, supplier_id, currency"

    company_id = fields.Many2one("res.company", readonly=True)
    supplier_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    period = fields.Char(string="Month", readonly=True)
    currency = fields.Char(readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    cost = fields.Float(
        string="The files' sum", digits=(20, 2), readonly=True,
        help="In the files' own amounts: all that was delivered, what waits in quarantine too.",
    )
    waiting = fields.Float(string="Of it in quarantine", digits=(20, 2), readonly=True)
    rejected = fields.Float(
        string="Rejected besides", digits=(20, 2), readonly=True,
        help="Refused by a person: not in the sum, and not to be paid either.",
    )
    resale = fields.Float(
        string="Clients pay", digits=(20, 2), readonly=True,
        help="Of what is billed or waits to be billed; before tax once it is drafted.",
    )
    unreadable = fields.Integer(string="Without a readable amount", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT min(id) AS id, company_id, supplier_id, period, COALESCE(currency, '') AS currency,
                   count(*) FILTER (WHERE delivered) AS line_count,
                   COALESCE(sum(amount) FILTER (WHERE delivered), 0) AS cost,
                   COALESCE(sum(amount) FILTER (WHERE state = 'quarantine'), 0) AS waiting,
                   COALESCE(sum(amount) FILTER (WHERE state = 'rejected'), 0) AS rejected,
                   COALESCE(sum(COALESCE(net_amount, bill_amount, amount))
                            FILTER (WHERE state IN ('billable', 'held', 'billed')
                                    AND withdraw IS NOT TRUE), 0) AS resale,
                   count(*) FILTER (WHERE delivered AND amount IS NULL) AS unreadable
              FROM (SELECT *, state IN ('billable', 'held', 'billed', 'removed', 'quarantine')
                              AND withdraw IS NOT TRUE AS delivered
                      FROM quittance_line WHERE state <> 'reading') line
             GROUP BY company_id, supplier_id, period, COALESCE(currency, '')
        """

    def action_lines(self):
        """The lines behind a sum."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("quittance.action_line")
        return {**action, "domain": [
            ("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id),
            ("period", "=", self.period), ("currency", "=", self.currency or False)]}
