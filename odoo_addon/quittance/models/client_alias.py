"""A client under the code that a supplier uses."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError


class QuittanceClientAlias(models.Model):
    _name = "quittance.client.alias"
    _description = "Client alias"
    _inherit = ["quittance.alias.mixin"]
    _line_code = "client_code"
    _target = "client_id"
    _meant = "(SELECT commercial_partner_id FROM res_partner WHERE id = alias.client_id)"

    client_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="restrict",
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True),"
               " ('company_id', 'in', (False, company_id))]",
    )

    _one_per_code = models.UniqueIndex(
        '(company_id, supplier_id, lower(btrim(code) COLLATE "C"))',
        "This supplier's code is the alias of a client already."
    )

    def _stands_for(self):
        """The commercial entity: the client may have become a contact of it since."""
        return self.sudo().client_id.commercial_partner_id

    @api.constrains("client_id", "company_id")
    def _check_client(self):
        self._check_target_company()
        if any(one.client_id.commercial_partner_id != one.client_id for one in self.sudo()):
            raise ValidationError(_("An alias stands for the client, not for one of its contacts."))
