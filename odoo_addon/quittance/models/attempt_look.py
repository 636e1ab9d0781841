"""What a run would do with each open invoice, and why not: one look for connector and screen."""

import dataclasses
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models

from ..protocol import caps, preflight
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

    @property
    def amount(self):
        """What would be charged, a Decimal."""
        return self.facts.due if self.collects else Decimal(0)


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _open_invoices(self, company):
        """Domain of all posted customer invoices of which something is open."""
        return [("company_id", "=", company.id), ("move_type", "in", COLLECTED_TYPES),
                ("state", "=", "posted"), ("amount_residual", ">", 0),
                ("payment_state", "in", OPEN_PAYMENT_STATES)]

    @api.model
    def _tonight(self, company, as_of, as_if_on=False, release=""):
        """[Look] of every open invoice of a company: what a run of that day would do."""
        moves = self.env["account.move"].search(self._open_invoices(company), order="id")
        if not moves:
            return []
        rooms = self.env["quittance.cap.use"]._rooms_to_prepare(company, "", as_of)
        overrides = self._as_if_on(company) if as_if_on else ()
        return self._look_at(moves, as_of, overrides, release, rooms)

    @api.model
    def _as_if_on(self, company):
        """What is overlooked to say what would be collected, were collection on."""
        settings = self.env["quittance.settings"]._for_company(company)
        return {"stopped", "not_bound"} if settings.go_live else {
            "stopped", "not_bound", "before_go_live"}

    @api.model
    def _look_at(self, moves, as_of, overrides=(), release="", rooms=None):
        """[Look] of invoices of one company, in their order.

        `release`: 'released' leaves out what is on no released list, 'waiting' everything.
        `rooms`: {code: what is left} of the caps of run and day, None to leave them aside.
        """
        company = moves.company_id
        methods = self.env["payment.token"]._quittance_choose_all(
            moves.commercial_partner_id, company)
        chosen = {move: methods[move.commercial_partner_id] for move in moves}
        rows = self._rows_of(moves)
        facts = self._with_release(
            self._facts_of(moves, as_of, chosen, rows=rows), company, release)
        codes = {move: preflight.reason(facts[move], overrides) for move in moves}
        self._mark_what_is_too_much(codes, facts, rooms or {})
        return [self._look(move, chosen[move][0], facts[move], rows[move], codes[move])
                for move in moves]

    @api.model
    def _with_release(self, facts, company, release):
        if not release or release == "free":
            return facts
        lists = self.env["quittance.release"]
        amounts = lists._valid(company)._amounts() if release == "released" else {}
        return {move: dataclasses.replace(
            one, unreleased=one.due not in amounts.get(move.id, ()))
            for move, one in facts.items()}

    @api.model
    def _mark_what_is_too_much(self, codes, facts, rooms):
        wanted = [move for move, code in codes.items() if code == preflight.COLLECT]
        for move, code in zip(
                wanted, caps.fit([facts[move].due for move in wanted], rooms), strict=True):
            codes[move] = code or preflight.COLLECT

    @api.model
    def _look(self, move, token, facts, rows, code):
        return Look(move, token, facts, max(rows.mapped("no"), default=0) + 1, code,
                    self._reason_sentence(code, move, token, facts))
