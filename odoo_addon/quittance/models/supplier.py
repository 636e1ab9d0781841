"""Suppliers: outside companies that deliver services and send files."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_is_supplier = fields.Boolean(string="Sends service files")
    quittance_supplier_code = fields.Char(
        string="Supplier code", copy=False, index="btree_not_null",
        help="What the connector and the file names call this supplier. Unique in a company.",
    )
    quittance_profile_id = fields.Many2one(
        "quittance.profile", string="Default profile", copy=False,
        domain="[('supplier_id', '=', id)]",
    )

    # An index and not a constraint: the contact merge deletes rows under a constraint.
    _quittance_supplier_code = models.UniqueIndex(
        "(COALESCE(company_id, 0), quittance_supplier_code)"
        " WHERE quittance_supplier_code IS NOT NULL",
        "Another supplier has this code already.",
    )

    @api.constrains("quittance_supplier_code", "company_id")
    def _check_quittance_supplier_code(self):
        """A shared supplier and a company's own may not have the same code either."""
        for partner in self.filtered("quittance_supplier_code"):
            code = partner.quittance_supplier_code
            if code != code.strip():
                raise ValidationError(_("A supplier code has no spaces around it."))
            domain = [("quittance_supplier_code", "=", code), ("id", "!=", partner.id)]
            if partner.company_id:
                domain.append(("company_id", "in", (False, partner.company_id.id)))
            if self.with_context(active_test=False).sudo().search_count(domain, limit=1):
                raise ValidationError(_("Another supplier has the code %s already.", code))

    @api.model
    def _quittance_supplier(self, company, code):
        """The supplier of that code in the company, or an error that says what to do."""
        found = self.search(
            [("quittance_supplier_code", "=", code or ""), ("quittance_is_supplier", "=", True),
             ("company_id", "in", (False, company.id))], limit=1,
        )
        if not code or not found:
            raise UserError(
                _(
                    "No supplier has the code %(code)s. Enter it on the supplier's contact, "
                    "in Quittance › Suppliers.",
                    code=code or '""',
                )
            )
        return found
