"""The dialog of *Collect now*: it says what is charged, and keeps the number that this charge has."""

from decimal import Decimal

from odoo import _, api, fields, models


class QuittanceCollectWizard(models.TransientModel):
    _name = "quittance.collect.wizard"
    _description = "Collect now"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    no = fields.Integer(
        string="Number", readonly=True,
        help="Fixed when the dialog opens: pressing twice, or in two windows, charges once.")
    amount = fields.Monetary(string="Is charged now", readonly=True)
    method = fields.Char(readonly=True)
    early = fields.Boolean(readonly=True)
    warning = fields.Char(readonly=True)

    @api.model
    def _open(self, move):
        """The dialog for one invoice. Errors: why it is not collected, not even by hand."""
        order, facts = self.env["quittance.attempt"].sudo()._plan_by_hand(move.sudo())
        wizard = self.create(self._prepare_dialog(move, order, facts))
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": wizard.id,
            "name": _("Collect now"), "view_mode": "form", "target": "new",
        }

    @api.model
    def _prepare_dialog(self, move, order, facts):
        token = self.env["payment.token"].sudo().browse(order["method_id"])
        return {
            "move_id": move.id, "no": order["no"], "amount": float(order["amount"]),
            "method": token.display_name, "early": order["early"],
            "warning": self._warning(order, facts),
        }

    @api.model
    def _warning(self, order, facts):
        """What speaks against it though a person may do it, False for nothing."""
        if not order["early"]:
            return False
        if not facts.due_from:
            return _("Nothing of it is due yet: it is charged early.")
        return _("Nothing of it is due before %s: it is charged early.",
                 self.env["quittance.attempt"]._date(facts.due_from))

    def action_confirm(self):
        """Collect it, as the person who presses."""
        self.ensure_one()
        self.move_id._quittance_check_may_collect()
        attempts = self.env["quittance.attempt"].sudo()
        amount = Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}")
        attempt = attempts._collect_now(self.move_id.sudo(), self.no, amount, early=self.early)
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": {"done": "success", "pending": "info"}.get(attempt.state, "warning"),
                "title": dict(attempt._fields["state"]._description_selection(self.env))[
                    attempt.state],
                "message": attempt.message or attempt.key,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
