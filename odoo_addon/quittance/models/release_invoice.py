"""One invoice of a list that waits for a release, with the amount that would be charged."""

from decimal import Decimal

from odoo import fields, models


class QuittanceReleaseInvoice(models.Model):
    _name = "quittance.release.invoice"
    _description = "Invoice of a release"
    _order = "amount desc, id"
    _rec_name = "move_id"
    _log_access = False

    release_id = fields.Many2one("quittance.release", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    company_id = fields.Many2one(related="release_id.company_id", store=True)
    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True,
                              index=True, ondelete="restrict")
    client_id = fields.Many2one(related="move_id.commercial_partner_id", string="Client")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    posted_by = fields.Many2one(related="move_id.quittance_posted_by")

    _one_row = models.UniqueIndex("(release_id, move_id)", "An invoice is on a list once.")

    def _amount_decimal(self):
        return Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}")
