"""Odoo's own dialog: it keeps the number that the refund has, so that two clicks refund once."""

from odoo import api, fields, models


class PaymentRefundWizard(models.TransientModel):
    _inherit = "payment.refund.wizard"

    # Fixed when the dialog opens: the view sends back what it was.
    quittance_no = fields.Integer(
        string="Number", compute="_compute_quittance_no", store=True, readonly=False)

    @api.depends("payment_id")
    def _compute_quittance_no(self):
        for wizard in self:
            wizard.quittance_no = wizard.payment_id.sudo().quittance_attempt_id.refund_no + 1

    def action_refund(self):
        """As Odoo, with the number from when the dialog was opened."""
        return super(PaymentRefundWizard, self.with_context(
            quittance_refund_no=self.quittance_no)).action_refund()
