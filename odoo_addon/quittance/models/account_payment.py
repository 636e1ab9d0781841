"""Payments that attempts became, and the wizard's door to stored methods, which is closed."""

from odoo import _, fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    _inherit = "account.payment"

    quittance_attempt_id = fields.Many2one(
        "quittance.attempt", string="Attempt", readonly=True, copy=False, ondelete="restrict")

    _quittance_one_attempt = models.UniqueIndex(
        "(quittance_attempt_id)", "This attempt has its payment already.")

    def _create_payment_transaction(self, **extra_create_values):
        if not self:
            return super()._create_payment_transaction(**extra_create_values)
        raise UserError(_(
            "A stored method is charged by Quittance alone: open the invoice and use Collect now. "
            "It asks first whether a charge is under way, so that nobody is charged twice."))
