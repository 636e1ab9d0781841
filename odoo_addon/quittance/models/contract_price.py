"""What a client has agreed to pay for a service, from one day to another."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from .line_quarantine import PRICED_AGAIN


class QuittanceContractPrice(models.Model):
    _name = "quittance.contract.price"
    _description = "Contract price of a service"
    _inherit = ["mail.thread"]
    _order = "product_id, client_id, valid_from desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True, tracking=True)
    client_id = fields.Many2one(
        "res.partner", string="Client", ondelete="restrict", index="btree_not_null", tracking=True,
        domain="[('parent_id', '=', False), ('company_id', 'in', (False, company_id))]",
        help="Empty: every client without a price of its own on that day.",
    )
    product_id = fields.Many2one(
        "product.product", string="Service", required=True, ondelete="restrict", index=True,
        tracking=True,
        domain="[('sale_ok', '=', True), ('company_id', 'in', (False, company_id))]",
    )
    price = fields.Float(string="Unit price", digits=(20, 6), required=True, tracking=True,
                         aggregator=None)
    tax_included = fields.Boolean(string="Tax included", tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, tracking=True,
        default=lambda self: self.env.company.currency_id,
    )
    valid_from = fields.Date(tracking=True, help="Empty: since ever.")
    valid_to = fields.Date(tracking=True, help="The last day; empty: until another price.")
    note = fields.Char(tracking=True)

    # Ranges of one number stand for equality: PostgreSQL has them without any extension. It cannot
    # be an index; but Odoo's contact merge looks for UNIQUE and CHECK alone, so that a merge of
    # clients whose prices overlap is refused and deletes nothing.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&,"
        " int4range(COALESCE(client_id, 0), COALESCE(client_id, 0), '[]') WITH &&,"
        " int4range(product_id, product_id, '[]') WITH &&,"
        " int4range(currency_id, currency_id, '[]') WITH &&,"
        " daterange(valid_from, valid_to, '[]') WITH &&) WHERE (active)",
        "There is a price for this client and service on some of these days already: end that one "
        "first.",
    )
    _days_in_order = models.Constraint(
        "CHECK (valid_from <= valid_to)", "A price ends on or after the day on which it begins."
    )

    @api.depends("client_id", "product_id", "price")
    def _compute_display_name(self):
        for one in self:
            who = one.client_id.name or _("every client")
            one.display_name = f"{one.product_id.display_name} · {who}"

    @api.constrains("client_id")
    def _check_client(self):
        if any(one.client_id.commercial_partner_id != one.client_id for one in self):
            raise ValidationError(_("A contract price is the client's, not one of its contacts'."))

    @api.model_create_multi
    def create(self, vals_list):
        """What was quarantined for want of this price goes through at once."""
        prices = super().create(vals_list)
        prices._check_quarantine_again()
        return prices

    def write(self, vals):
        result = super().write(vals)
        self._check_quarantine_again()
        return result

    def _check_quarantine_again(self):
        suppliers = self.env["res.partner"].sudo().search([("quittance_is_supplier", "=", True)])
        suppliers._quittance_take_turn()
        lines = self.env["quittance.line"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("state", "=", "quarantine"),
             ("product_id", "in", self.product_id.ids),
             ("reason_code", "in", PRICED_AGAIN)]
        )
        lines._check_again(_("a contract price was changed by %s", self.env.user.name))
