"""What the client pays for a line, beside what the file says."""

from odoo import fields, models


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    # Numeric in PostgreSQL, reckoned with there alone. Empty: the file's own figure is billed.
    bill_price = fields.Float(
        string="Billed unit price", digits=(20, 6), readonly=True, aggregator=None
    )
    bill_amount = fields.Float(string="Billed amount", digits=(20, 2), readonly=True)
    net_amount = fields.Float(
        string="Billed before tax", digits=(20, 2), readonly=True,
        help="Of an amount that includes tax, as Odoo computes it for this service and client.",
    )
