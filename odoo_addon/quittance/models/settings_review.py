"""What a company finds worth a look before it is billed."""

from odoo import api, fields, models


class QuittanceSettings(models.Model):
    _inherit = "quittance.settings"

    review_quantity = fields.Integer(
        string="Quantity unusual from, times the usual", default=10,
        help="The usual is the median of that client's and service's last six months. 0: never.",
    )
    review_amount = fields.Integer(
        string="Amount unusual from, times the usual", default=10,
        help="Against what that supplier brought for that client in six months; the largest of "
             "them is always usual. 0: never.",
    )
    review_price = fields.Integer(
        string="Unit price unusual from, times the usual", default=3,
        help="Up or down, against that client's and service's last six months. 0: never.",
    )
    review_month = fields.Integer(
        string="Month unusual from, times the last one", default=3,
        help="A client's month is told of, and billed all the same. 0: never.",
    )
    closed_month = fields.Selection(
        [("bill", "Bill now, with the date shown"), ("hold", "Ask")],
        string="Services of a closed month", required=True, default="bill",
    )
    outside_period = fields.Selection(
        [("bill", "By their dates"), ("hold", "Ask")],
        string="Services outside the file's month", required=True, default="bill",
        help="By their dates: in the month of their dates where the supplier's profile goes by "
             "them, else in the file's month. Ask: they wait in quarantine. A file whose profile "
             "goes by dates is expected to be of the month before it came, or of that month.",
    )

    _sane_reviews = models.Constraint(
        "CHECK (review_quantity >= 0 AND review_amount >= 0 AND review_price >= 0"
        " AND review_month >= 0)",
        "How many times the usual is 0 or more.",
    )

    @api.model
    def _limit_names(self):
        return [*super()._limit_names(), "review_quantity", "review_amount", "review_price",
                "review_month", "closed_month", "outside_period"]
