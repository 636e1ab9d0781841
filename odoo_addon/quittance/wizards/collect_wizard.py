"""The dialog of *Collect now*: it says what is charged, and keeps the number that this charge has."""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError


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
    again = fields.Boolean(string="Collected before", readonly=True)
    warning = fields.Text(readonly=True)
    reason = fields.Char(string="Why again")

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
            "again": facts.collected_before,
            "warning": "\n".join(self._warnings(move, order, facts)) or False,
        }

    @api.model
    def _warnings(self, move, order, facts):
        """What speaks against it though a person may do it."""
        attempts = self.env["quittance.attempt"].sudo()
        for code in ("collected_before", "refunded_before"):
            if getattr(facts, code):
                yield attempts._reason_sentence(code, move.sudo(), None, facts)
        if order["early"] and facts.due_from:
            yield _("Nothing of it is due before %s: it is charged early.",
                    attempts._date(facts.due_from))
        elif order["early"]:
            yield _("Nothing of it is due yet: it is charged early.")

    def action_confirm(self):
        """Collect it, as the person who presses."""
        self.ensure_one()
        self.move_id._quittance_check_may_collect()
        attempt = self.env["quittance.attempt"].sudo()._collect_now(
            self.move_id.sudo(), self.no, self._amount_decimal(), early=self.early,
            reason=self._reason_again())
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

    def _amount_decimal(self):
        return Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}")

    def _reason_again(self):
        """Why the client is charged though the provider has the money, "" where it has none."""
        reason = (self.reason or "").strip()
        if self.again and not reason:
            raise UserError(_("Say why: the reason is kept."))
        return reason if self.again else ""
