"""Who posted an invoice: that person does not release its charge as the second pair of eyes."""

from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_posted_by = fields.Many2one(
        "res.users", string="Posted by", readonly=True, copy=False,
        groups="quittance.group_accountant")

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.sudo().filtered(lambda move: move.is_sale_document(include_receipts=True)).write(
            {"quittance_posted_by": self.env.uid})
        return posted
