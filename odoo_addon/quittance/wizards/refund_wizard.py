"""The dialog in which an accountant gives back what was collected, or records that it was."""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import AccessError


class QuittanceRefundWizard(models.TransientModel):
    _name = "quittance.refund.wizard"
    _description = "Give back what was collected"

    attempt_id = fields.Many2one("quittance.attempt", required=True, readonly=True)
    currency_id = fields.Many2one(related="attempt_id.currency_id")
    no = fields.Integer(
        string="Number", readonly=True,
        help="Fixed by the button that opens the dialog (its context): pressing twice, or in two "
             "windows, refunds once.")
    left = fields.Monetary(string="Can still go back", compute="_compute_left")
    in_odoo = fields.Boolean(compute="_compute_left")
    is_debit = fields.Boolean(compute="_compute_left")
    way = fields.Selection(
        [("odoo", "Refund now"), ("provider", "Record one made on the provider's pages")],
        required=True, default="odoo")
    amount = fields.Monetary(required=True)
    day = fields.Date(string="Given back on", default=fields.Date.context_today)
    provider_reference = fields.Char(string="The provider's id of the refund")
    reason = fields.Char(required=True, string="Why")

    @api.depends("attempt_id")
    def _compute_left(self):
        for wizard in self:
            attempt = wizard.attempt_id.sudo()
            wizard.left = attempt._left_to_refund()
            wizard.in_odoo = attempt._refunds_in_odoo()
            wizard.is_debit = bool(attempt.token_id) and attempt.token_id._quittance_is_debit()

    def action_confirm(self):
        """Order or record it, as the person who presses."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Refunding is for Quittance's accountants."))
        self.attempt_id.check_access("read")
        attempt, refunds = self.attempt_id.sudo(), self.env["quittance.refund"].sudo()
        amount = Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}")
        if self.way == "provider":
            refund = refunds._record(
                attempt, amount, self.day, self.provider_reference, self.reason)
        else:
            refund = refunds._order_once(attempt, amount, self.no, self.reason)
        return {
            "type": "ir.actions.act_window", "res_model": "quittance.refund",
            "res_id": refund.id, "view_mode": "form", "name": _("Refund"),
        }
