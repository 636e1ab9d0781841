"""A service under the code that a supplier uses."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class QuittanceServiceAlias(models.Model):
    _name = "quittance.service.alias"
    _description = "Service alias"
    _inherit = ["quittance.alias.mixin"]
    _line_code = "service_code"
    _target = "product_id"
    _meant = "alias.product_id"

    product_id = fields.Many2one(
        "product.product", string="Service", required=True, index=True, ondelete="restrict",
        domain="[('sale_ok', '=', True), ('company_id', 'in', (False, company_id))]",
    )

    _one_per_code = models.UniqueIndex(
        '(company_id, supplier_id, lower(btrim(code) COLLATE "C"))',
        "This supplier's code is the alias of a service already."
    )

    @api.constrains("product_id", "company_id")
    def _check_service(self):
        self._check_target_company()
        if any(not one.product_id.sale_ok for one in self.sudo()):
            raise ValidationError(_("An alias stands for a service that is sold."))
