"""A service under the code that a supplier uses."""

from odoo import fields, models


class QuittanceServiceAlias(models.Model):
    _name = "quittance.service.alias"
    _description = "Service alias"
    _inherit = ["quittance.alias.mixin"]
    _line_code = "service_code"

    product_id = fields.Many2one(
        "product.product", string="Service", required=True, index=True, ondelete="restrict",
        domain="[('sale_ok', '=', True)]",
    )

    _one_per_code = models.UniqueIndex(
        "(company_id, supplier_id, code)", "This supplier's code is the alias of a service already."
    )
