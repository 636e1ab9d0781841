"""A client under the code that a supplier uses."""

from odoo import fields, models


class QuittanceClientAlias(models.Model):
    _name = "quittance.client.alias"
    _description = "Client alias"
    _inherit = ["quittance.alias.mixin"]
    _line_code = "client_code"

    client_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="restrict",
        domain="[('parent_id', '=', False)]",
    )

    _one_per_code = models.UniqueIndex(
        "(company_id, supplier_id, code)", "This supplier's code is the alias of a client already."
    )
