"""Another code under which a supplier knows something."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class QuittanceAliasMixin(models.AbstractModel):
    _name = "quittance.alias.mixin"
    _description = "Another code of a supplier for what the company knows"
    _rec_name = "code"
    _order = "supplier_id, code"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict",
        domain="[('quittance_is_supplier', '=', True)]",
    )
    code = fields.Char(string="Code in the files", required=True)

    @api.constrains("code")
    def _check_code(self):
        if any(not alias.code.strip() or alias.code != alias.code.strip() for alias in self):
            raise ValidationError(_("An alias is a code without spaces around it."))

    @api.model_create_multi
    def create(self, vals_list):
        """What was quarantined for want of this alias goes through at once."""
        aliases = super().create(vals_list)
        aliases._check_quarantine_again()
        return aliases

    def write(self, vals):
        result = super().write(vals)
        self._check_quarantine_again()
        return result

    def _check_quarantine_again(self):
        self.sudo().supplier_id._quittance_take_turn()
        self.env["quittance.line"].flush_model()
        lines = self.env["quittance.line"].sudo()
        for alias in self:
            self.env.cr.execute(
                SQL("SELECT id FROM quittance_line WHERE state = 'quarantine' AND company_id = %s"
                    " AND supplier_id = %s AND btrim(%s) = %s", alias.company_id.id,
                    alias.supplier_id.id, SQL.identifier(self._line_code), alias.code))
            lines |= lines.browse([row[0] for row in self.env.cr.fetchall()])
        lines._check_again(_("an alias was added by %s", self.env.user.name))
