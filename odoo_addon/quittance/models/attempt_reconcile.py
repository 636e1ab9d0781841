"""Matching many payments with their invoices at once, and the cash-basis taxes with them."""

from odoo import models


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _quiet_context(self):
        """No chatter messages on payments and entries that a run makes by the hundred: the
        attempt's history says it all. Where the company's audit trail is enforced, they are kept.
        """
        audited = any(self.sudo().company_id.mapped("restrictive_audit_trail"))
        return {} if audited else {"tracking_disable": True}

    def _reconcile_booked(self):
        """Match each payment with its own invoices, all in one plan.

        Odoo makes the entries of taxes due on payment for one payment after the other; here they
        are made for all of them together. Other currencies, which may need entries for exchange
        differences in between, go Odoo's own way.
        """
        plain = self.filtered(lambda one: one.currency_id == one.company_id.currency_id)
        for attempts in plain.grouped("company_id").values():
            attempts._reconcile_lines(no_cash_basis=True)
            lines = attempts.payment_id.move_id.line_ids
            partials = lines.matched_debit_ids | lines.matched_credit_ids
            if partials and attempts.company_id.tax_exigibility:
                partials._create_tax_cash_basis_moves()
                partials._set_draft_caba_move_vals()
        (self - plain)._reconcile_lines()

    def _reconcile_lines(self, **context):
        plan = [attempt._lines_to_reconcile() for attempt in self]
        plan = [lines for lines in plan if len(lines) > 1]
        if plan:
            self.env["account.move.line"].with_context(**context)._reconcile_plan(plan)

    def _lines_to_reconcile(self):
        account = self.payment_id.destination_account_id
        moves = self.payment_id.move_id | self.row_ids.move_id.filtered(
            lambda move: move.state == "posted")
        return moves.line_ids.filtered(
            lambda line: line.account_id == account and not line.reconciled)
