"""What a run would do with each open invoice, and why not: one look for connector and screen."""

from typing import NamedTuple

from odoo import api, models

from ..protocol import preflight
from .account_move_collect import COLLECTED_TYPES

OPEN_PAYMENT_STATES = ("not_paid", "partial", "blocked", "in_payment")


class Look(NamedTuple):
    """One open invoice: `code` is preflight.COLLECT or why not, `sentence` says it."""

    move: object
    token: object
    facts: object
    next_no: int
    code: str
    sentence: str

    @property
    def collects(self):
        return self.code == preflight.COLLECT


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _open_invoices(self, company):
        """Domain of all posted customer invoices of which something is open."""
        return [("company_id", "=", company.id), ("move_type", "in", COLLECTED_TYPES),
                ("state", "=", "posted"), ("amount_residual", ">", 0),
                ("payment_state", "in", OPEN_PAYMENT_STATES)]

    @api.model
    def _look_at(self, moves, as_of, overrides=()):
        """[Look] of invoices of one company, in their order."""
        company = moves.company_id
        methods = self.env["payment.token"]._quittance_choose_all(
            moves.commercial_partner_id, company)
        chosen = {move: methods[move.commercial_partner_id] for move in moves}
        rows = self._rows_of(moves)
        facts = self._facts_of(moves, as_of, chosen, rows=rows)
        return [self._look(move, chosen[move][0], facts[move], rows[move], overrides)
                for move in moves]

    @api.model
    def _look(self, move, token, facts, rows, overrides):
        code = preflight.reason(facts, overrides)
        return Look(move, token, facts, max(rows.mapped("no"), default=0) + 1, code,
                    self._reason_sentence(code, move, token, facts))
