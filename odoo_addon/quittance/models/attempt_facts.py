"""What the preflight looks at, read for a night's thousands of invoices in a few queries."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, models

from ..protocol import preflight, states


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _facts(self, move, as_of, token, problem, own=None, origin="run"):
        """preflight.Facts of one invoice; `own` is the attempt on whose behalf we look again."""
        return self._facts_of(move, as_of, {move: (token, problem)}, own, origin)[move]

    @api.model
    def _facts_of(self, moves, as_of, chosen, own=None, origin="run", rows=None):
        """{invoice: preflight.Facts} of invoices of one company.

        `chosen`: {invoice: (method, its problem)}; `rows`: as of `_rows_of`. The number of queries
        does not grow with the number of invoices.
        """
        settings = self.env["quittance.settings"]._for_company(moves.company_id)
        refusal = settings._refusal()
        common = {
            "as_of": as_of, "stopped": bool(refusal), "stop_words": refusal,
            "go_live": settings.go_live or None, "minimum": settings._decimal("minimum"),
            "cap": settings._decimal("cap_per_charge"),
        }
        wait = timedelta(seconds=self.env["quittance.policy"]._wait_seconds(
            "after_sent", settings.wait_after_sent_days * 86400))
        due, rows = moves._quittance_due_of(as_of), rows or self._rows_of(moves)
        credits_ = moves._quittance_credits_of(own)
        holds = self.env["quittance.hold"]._reasons_for(moves)
        ledger = _LedgerRefusals(self.env)
        retries = self.env["quittance.retry"]._facts_of(moves, as_of, chosen, rows, own)
        found = {}
        for move in moves:
            token, problem = chosen[move]
            found[move] = preflight.Facts(
                **common, **self._facts_of_books(move, due[move], settings, wait),
                **self._facts_of_due(move, due[move], credits_[move]),
                **self._facts_of_attempts(move, rows[move], own, origin, settings),
                **ledger.facts(token), **retries[move], hold=holds[move.id][0], hold_words=holds[move.id][1],
                method_problem=problem,
                is_debit=bool(token) and token._quittance_is_debit())
        return found

    @api.model
    def _facts_of_books(self, move, due, settings, wait):
        """What the invoice itself says."""
        sent_on = self._sent_on(move, settings)
        return {
            "posted": move.state == "posted" and move.move_type in ("out_invoice", "out_receipt"),
            "blocked": move.payment_state == "blocked",
            "due_from": due.next_day, "foreign": move.currency_id != move.company_currency_id,
            "invoice_date": move.invoice_date or None, "sent_on": sent_on,
            "earliest_debit": sent_on and sent_on + wait,
            "released": bool(move.sudo().quittance_released),
        }

    @api.model
    def _facts_of_due(self, move, due, credit):
        """What is due: the difference, where the client has an open credit."""
        residual = move._quittance_residual()
        return {
            "residual": residual, "credit": credit,
            "due": max(due.amount - credit, Decimal(0)),
            "covered": bool(credit) and (due.amount or residual) <= credit,
        }

    @api.model
    def _facts_of_attempts(self, move, rows, own, origin, settings):
        """What was tried on the invoice so far."""
        live = (rows.filtered("live").attempt_id - (own or self.browse()))[:1]
        return {
            "live": live.state or self._open_page(rows.attempt_id, origin),
            "live_since": settings._local(live.since).date() if live else None,
            **self._facts_of_collected(move, rows),
        }

    @api.model
    def _rows_of(self, moves):
        """{invoice: its rows of attempts}, in one query."""
        rows = self.env["quittance.attempt.invoice"].sudo().search([("move_id", "in", moves.ids)])
        rows.attempt_id.mapped("state")  # reads them all at once
        ids = defaultdict(list)
        for row in rows:
            ids[row.move_id.id].append(row.id)
        return {move: rows.browse(ids[move.id]).with_prefetch(rows._prefetch_ids)
                for move in moves}

    @api.model
    def _sent_on(self, move, settings):
        """The day on which the invoice went out, where the company is."""
        sent = move["quittance_sent_on"] if "quittance_sent_on" in move._fields else False
        if not sent:
            return None
        field = move._fields["quittance_sent_on"]
        return settings._local(sent).date() if field.type == "datetime" else sent

    @api.model
    def _open_page(self, attempts, origin):
        """`unknown` while a declined payment of the client's is not closed at the provider: in his
        browser it may still be paid. A new payment of his own closes it first."""
        still = attempts.filtered(
            lambda one: one.rail == "portal" and one.state == states.FAILED
            and one.provider_reference and not one.closed_at_provider)
        return states.UNKNOWN if still and origin != "client" else ""

    @api.model
    def _facts_of_collected(self, move, rows):
        """Whether more is open than collecting has left. The client has paid all the same, so it
        is not charged again by itself; what came back or never counted for this invoice is not
        meant. Either the provider still has it: the payment, its reconciliation or the invoice was
        reset since. Or it was given back, or disputed in part."""
        ours = self._rows_collected(rows)
        taken = sum(ours.mapped("amount"))
        kept = taken - sum(row._gone_back() for row in ours)

        def is_more_open_than(left):
            return bool(ours) and move.currency_id.compare_amounts(move.amount_residual, left) > 0

        still_there = is_more_open_than(move.amount_total - kept)
        return {"collected_before": still_there, "refunded_before": (
            not still_there and is_more_open_than(move.amount_total - taken))}

    @api.model
    def _rows_collected(self, rows):
        """Those whose money counts for their invoice, as far as the attempts know."""
        return rows.filtered(lambda row: row.attempt_id.state == states.DONE
                             and row.attempt_id.booked and not row.attempt_id.extra)


class _LedgerRefusals:
    """The ledger's refusal, asked once for each kind of provider."""

    def __init__(self, env):
        self.ledger, self.known = env["quittance.ledger"]._get(), {}

    def facts(self, token):
        provider = token.provider_id if token else None
        kind = bool(provider) and provider.state == "test"
        if kind not in self.known:
            self.known[kind] = {"ledger": self.ledger._refusal_code(provider),
                                "ledger_words": self.ledger._refusal(provider)}
        return self.known[kind]
