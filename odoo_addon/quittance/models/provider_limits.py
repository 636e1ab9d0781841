"""How fast a payment provider may be called."""

from odoo import fields, models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    quittance_calls_at_once = fields.Integer(
        string="Calls at once", default=10,
        help="How many of Quittance's calls may be under way at this provider, over all "
             "connectors. 0: no limit.")
    quittance_calls_per_second = fields.Integer(
        string="Calls a second", default=20,
        help="How many of Quittance's calls may begin in a second, over all connectors: less than "
             "the provider allows, since people pay meanwhile. 0: no limit.")

    _quittance_sane_limits = models.Constraint(
        "CHECK (quittance_calls_at_once BETWEEN 0 AND 100"
        " AND quittance_calls_per_second BETWEEN 0 AND 1000)",
        "Calls at once are 0 to 100, calls a second 0 to 1000.",
    )
