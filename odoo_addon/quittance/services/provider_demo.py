"""Odoo's Demo provider: the transaction in Odoo is its ledger."""

from odoo import api, models

from ..protocol.tables.base import Answer


class QuittanceProviderDemo(models.AbstractModel):
    _name = "quittance.provider.demo"
    _inherit = "quittance.provider"
    _description = "Quittance: asking the Demo provider"

    _can_ask = True
    _can_cancel = True

    @api.model
    def _ask(self, attempt):
        return self._answer_of_transaction(attempt.transaction_id)

    @api.model
    def _cancel(self, attempt):
        answer = self._answer_of_transaction(attempt.transaction_id)
        if answer.body["state"] in ("error", "cancel"):
            # What was declined here cannot be paid any more.
            return Answer(200, {**answer.body, "state": "draft"})
        return answer

    @api.model
    def _answer_of_data(self, transaction, payment_data):
        state = payment_data.get("simulated_state")
        return Answer(200, {
            "reference": transaction.reference, "state": state,
            "provider_reference": f"demo-{transaction.reference}",
        })
