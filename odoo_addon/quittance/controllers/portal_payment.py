"""The client's *Pay* button: the payment before is asked about first, and a stored method is
charged through the protocol, after the transaction that creates it has been committed."""

import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.http import request

from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing


class QuittancePaymentPortal(PaymentPortal):

    def _create_transaction(self, *args, custom_create_values=None, **kwargs):
        moves = self._quittance_moves(custom_create_values)
        if not moves:
            return super()._create_transaction(
                *args, custom_create_values=custom_create_values, **kwargs)
        shown = request.env["quittance.attempt"].sudo()._make_room(moves)
        if shown:
            # This provider cannot cancel: the session that is open is shown again.
            PaymentPostProcessing.monitor_transaction(shown.transaction_id)
            return shown.transaction_id
        # Odoo would charge a stored method inside the transaction that creates it.
        request.update_context(delay_token_charge=True)
        try:
            transaction = super()._create_transaction(
                *args, custom_create_values=custom_create_values, **kwargs)
        except psycopg2.errors.UniqueViolation as error:
            # Another window, or the night, was quicker. Nothing is charged yet: begun anew, this
            # request sees the other's attempt and says so, instead of naming an index.
            raise ConcurrencyError(str(error)) from error
        attempt = transaction._quittance_attempt()
        if attempt and transaction.operation == "online_token":
            attempt._commit()
            attempt._execute_for_person()
        return transaction

    def _quittance_moves(self, custom_create_values):
        """The invoices that the new transaction would pay."""
        commands = (custom_create_values or {}).get("invoice_ids")
        if not commands:
            return request.env["account.move"]
        field = request.env["payment.transaction"]._fields["invoice_ids"]
        ids = field.convert_to_cache(commands, request.env["payment.transaction"].sudo())
        return request.env["account.move"].sudo().browse(ids).exists()
