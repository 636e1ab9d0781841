"""Odoo's refunds of our charges under the protocol: ordered once, under a key of their own."""

from decimal import Decimal

from odoo import _, models

from ..protocol import states
from ..services.wire import Tap

STATE_OF = {"pending": states.PENDING, "done": states.DONE, "error": states.FAILED,
            "cancel": states.CANCELED}


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _quittance_refund(self):
        """The refund that this transaction is, empty for another one."""
        self.ensure_one()
        return self.env["quittance.refund"].sudo().search([("transaction_id", "=", self.id)])

    def _refund(self, amount_to_refund=None):
        """As Odoo; of a charge of ours the intent comes first, and once."""
        attempt = self._quittance_attempt()
        if not attempt:
            return super()._refund(amount_to_refund=amount_to_refund)
        left = attempt._amount_decimal() - attempt._given_back()
        digits = self.currency_id.decimal_places
        amount = Decimal(f"{amount_to_refund:.{digits}f}") if amount_to_refund else left
        no = self.env.context.get("quittance_refund_no") or attempt.refund_no + 1
        refund = self.env["quittance.refund"].sudo()._order_once(attempt, amount, no, "")
        return refund.transaction_id

    def _quittance_refund_transaction(self, key, amount):
        """The transaction of a refund of ours, with its fixed reference."""
        self.ensure_one()
        return self.with_context(quittance_own=True).create({
            "provider_id": self.provider_id.id, "payment_method_id": self.payment_method_id.id,
            "reference": key, "amount": -float(amount), "currency_id": self.currency_id.id,
            "token_id": self.token_id.id, "operation": "refund",
            "source_transaction_id": self.id, "partner_id": self.partner_id.id,
        }).with_context(quittance_own=False)

    def _create_child_transaction(self, amount, is_refund=False, **custom_create_values):
        """As Odoo; but a refund of ours that its provider tells of makes no row by itself.

        Then the source transaction stands in, and `_process` hears which refund it is.
        """
        if is_refund and self._quittance_attempt():
            adapter = self.env["quittance.provider"]._for(self.provider_id.sudo())
            if adapter._tells_refunds:
                return self
        return super()._create_child_transaction(
            amount, is_refund=is_refund, **custom_create_values)

    def _quittance_refund_content(self, content):
        """The request's content, with the refund's own key, inside its own call."""
        tap = self.env.context.get("quittance_tap")
        if not isinstance(tap, Tap) or tap.reference != self.reference:
            return content
        adapter = self.env["quittance.provider"]._for(self.provider_id.sudo())
        return adapter._refund_extras(self.reference, content)

    def _quittance_hear_refund(self, payment_data):
        """Whether the provider tells of a refund of ours: then it is taken over."""
        if isinstance(self.env.context.get("quittance_tap"), Tap):
            return False
        adapter = self.env["quittance.provider"]._for(self.provider_id.sudo())
        reference = adapter._refund_told(payment_data)
        source = self.source_transaction_id if self.operation == "refund" else self
        attempt = source._quittance_attempt() if reference else None
        if not attempt:
            return False
        self.env["quittance.refund"].sudo()._hear(attempt, reference)
        return True

    def _quittance_follow_refund(self):
        """Odoo's engine changed a refund's state by itself: of a provider that cannot be asked."""
        context = self.env.context
        if self.operation != "refund" or context.get("quittance_refund") or isinstance(
                context.get("quittance_tap"), Tap):
            return
        attempt = self.source_transaction_id._quittance_attempt()
        if attempt and self.state in STATE_OF:
            self.env["quittance.refund"].sudo()._follow(attempt, self, STATE_OF[self.state])

    def action_refund(self, amount_to_refund=None):
        """As Odoo, which calls a refund that nobody has heard of yet submitted."""
        result = super().action_refund(amount_to_refund=amount_to_refund)
        unknown = self.sudo().child_transaction_ids.filtered(
            lambda one: one._quittance_refund().state == states.UNKNOWN)
        if unknown:
            result["params"].update(type="warning", message=_(
                "No answer came from the provider. Nothing is sent again under another key: "
                "Quittance asks what became of it."))
        return result
