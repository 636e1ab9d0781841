"""Reading no more than the checks look at: a row of a wide table costs as much as ten small ones.

By itself Odoo reads every column of an invoice, a company or a contact for the first one that is
asked for, and after each commit anew.
"""

from odoo import api, models

INVOICE = (
    "name", "state", "move_type", "payment_state", "company_id", "currency_id",
    "commercial_partner_id", "amount_total", "amount_residual", "invoice_date",
    "invoice_payment_term_id", "quittance_sent_on", "quittance_released",
)
METHOD = ("active", "partner_id", "provider_id", "payment_method_id", "company_id")
PROVIDER = ("code", "state", "company_id", "capture_manually", "quittance_calls_at_once",
            "quittance_calls_per_second")


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _read_for_checks(self, moves, tokens):
        """Into the cache: what the checks ask of these invoices and methods, in their narrow
        queries. What is missing here is read by itself, only slower."""
        moves.sudo().fetch(INVOICE)
        moves.sudo().company_id.fetch(("currency_id", "parent_id"))
        tokens = tokens.sudo()
        tokens.fetch(METHOD)
        tokens.provider_id.fetch(PROVIDER)
        tokens.partner_id.fetch(("commercial_partner_id",))
