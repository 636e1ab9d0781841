"""The client's open credit: the difference is charged, the credit proposed, nothing put anywhere
unasked."""

from collections import defaultdict
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .account_move_collect import COLLECTED_TYPES


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_credit = fields.Monetary(
        string="Client's open credit", compute="_compute_quittance_credit",
        groups="quittance.group_accountant")

    @api.depends("amount_residual", "state", "partner_id")
    def _compute_quittance_credit(self):
        self.quittance_credit = 0
        asked = self.filtered(lambda move: move.state == "posted" and move.amount_residual > 0
                              and move.move_type in COLLECTED_TYPES)
        for moves in asked.grouped("company_id").values():
            for move, credit in moves.sudo()._quittance_credits_of().items():
                move.quittance_credit = float(credit)

    def _quittance_credits_of(self, own=None):
        """{invoice: the part of its client's open credit that is proposed on it}, a Decimal.

        Invoices of one company. A client's credits go to his open invoices, the one due first
        before the others; what an attempt under way asks for needs none, what it leaves does: so
        all that are planned together get the same parts again when each is sent. `own`: the
        attempt on whose behalf is asked, which does not count as under way.
        """
        found = {move: Decimal(0) for move in self}
        lines = self._quittance_credit_lines()
        if not lines:
            return found
        left = defaultdict(Decimal)
        for line in lines:
            digits = line.currency_id.decimal_places
            left[line.partner_id, line.currency_id] += Decimal(
                f"{-line.amount_residual_currency:.{digits}f}")
        for move, wanted in self._quittance_wanting_credit(lines.partner_id, own):
            purse = move.commercial_partner_id, move.currency_id
            part = min(left[purse], wanted)
            left[purse] -= part
            if move in found:
                found[move] = part
        return found

    def _quittance_credit_lines(self):
        """Open credits on the accounts of these invoices' clients: payments and credit notes."""
        return self.env["account.move.line"].search_fetch(
            [("company_id", "in", self.company_id.ids), ("parent_state", "=", "posted"),
             ("partner_id", "in", self.commercial_partner_id.ids), ("reconciled", "=", False),
             ("account_type", "=", "asset_receivable"), ("amount_residual_currency", "<", 0)],
            ["partner_id", "currency_id", "amount_residual_currency", "move_id"],
            order="date, id")

    def _quittance_wanting_credit(self, clients, own):
        """[(invoice, what nothing under way asks for)] of the clients' open invoices, the one due
        first before the others; a Decimal."""
        moves = self.search(
            [("company_id", "in", self.company_id.ids), ("move_type", "in", COLLECTED_TYPES),
             ("state", "=", "posted"), ("amount_residual", ">", 0),
             ("commercial_partner_id", "in", clients.ids)], order="invoice_date_due, id")
        live = self.env["quittance.attempt.invoice"].sudo().search(
            [("move_id", "in", moves.ids), ("live", "=", True)])
        asked_for = {row.move_id: row._amount_asked_for() for row in live
                     if not own or row.attempt_id != own}
        return [(move, max(move._quittance_residual() - asked_for.get(move, 0), Decimal(0)))
                for move in moves]

    def action_quittance_use_credit(self):
        """Put the client's open credit on this invoice, as far as it goes: asked for, never by
        itself."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("write")
        if self._quittance_live_attempts():
            raise UserError(_("A charge is under way for this invoice. Wait for its outcome."))
        credit = self.sudo()._quittance_credits_of()[self]
        if not credit:
            raise UserError(_("The client has no open credit for this invoice."))
        for line in self.sudo()._quittance_credit_lines():
            if line.currency_id == self.currency_id and self.amount_residual > 0:
                self.js_assign_outstanding_line(line.id)
        return True
