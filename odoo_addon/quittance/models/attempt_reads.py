"""Reading no more than the checks look at: a row of a wide table costs as much as ten small ones.

By itself Odoo reads every column of an invoice, a company or a contact for the first one that is
asked for, and after each commit anew. What is missing here is read by itself, only slower.
"""

from odoo import api, models

ATTEMPT = (
    "key", "company_id", "client_id", "amount", "currency_id", "rail", "origin", "run_key", "as_of",
    "token_id", "provider_id", "transaction_id", "provider_reference", "state", "since", "send_no",
    "sent_at", "code", "message", "booked", "extra",
)
ROW = ("move_id", "no", "amount", "live")
INVOICE = (
    "name", "state", "move_type", "payment_state", "company_id", "currency_id",
    "commercial_partner_id", "amount_total", "amount_residual", "invoice_date",
    "invoice_payment_term_id", "quittance_sent_on", "quittance_released", "partner_shipping_id",
)
# The last of methods and providers are asked for by their own modules, those that are installed.
METHOD = ("active", "partner_id", "provider_id", "payment_method_id", "company_id",
          "quittance_expires_on", "provider_ref", "stripe_payment_method", "stripe_mandate")
PROVIDER = ("code", "state", "company_id", "capture_manually", "quittance_calls_at_once",
            "quittance_calls_per_second", "stripe_secret_key")
CURRENCY = ("name", "rounding", "decimal_places", "symbol", "position")
KIND = ("code", "active", "primary_payment_method_id")
# What Odoo copies onto a transaction, and sends to providers as the address.
PAYER = ("name", "parent_id", "lang", "email", "street", "street2", "zip", "city", "state_id",
         "country_id", "phone", "commercial_partner_id")


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _read_for_checks(self, moves, tokens):
        """Into the cache: what the checks and the call ask of these invoices and methods."""
        moves = moves.sudo()
        moves.fetch(INVOICE)
        moves.company_id.fetch(("currency_id", "parent_id"))
        moves.currency_id.fetch(CURRENCY)
        tokens = tokens.sudo()
        _fetch(tokens, METHOD)
        _fetch(tokens.provider_id, PROVIDER)
        tokens.payment_method_id.fetch(KIND)
        payers = tokens.partner_id | moves.partner_shipping_id
        payers.fetch(PAYER)
        payers.country_id.fetch(("code",))

    def _read_for_sending(self):
        """Into the cache: what sending asks of an attempt and its rows."""
        self.fetch(ATTEMPT)
        self.row_ids.fetch(ROW)
        _fetch(self.provider_id.sudo(), PROVIDER)

    def _read_for_booking(self):
        """Into the cache for all at once: the invoices' lines, and what follows from the clients."""
        self.row_ids.move_id.line_ids.mapped("account_id")
        for company, attempts in self.grouped("company_id").items():
            attempts.client_id.with_company(company).mapped("property_account_position_id")


def _fetch(records, names):
    records.fetch([name for name in names if name in records._fields])
