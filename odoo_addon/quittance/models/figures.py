"""The figures of one company as Odoo sees them, by SQL: what the invariants are judged by.

Amounts are Decimal until `_text` writes them; all are in the company's currency, an amount in
another currency is kept apart under its name. Nothing here is written.
"""

import json
from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL


class QuittanceFigures(models.AbstractModel):
    _name = "quittance.figures"
    _description = "Quittance: figures and invariants"

    @api.model
    def _report(self, company, period):
        """The answer of `report`: counts and amounts per state, and the six invariants.

        `period` is YYYY-MM, '' for all: lines and months of that period, the invoices of those
        months, the attempts on those invoices.
        """
        self.env.flush_all()
        moves = self._moves(company, period)
        buckets = self._buckets(company, moves)
        return {
            "period": period,
            "files": self._files(company, period),
            "lines": self._lines(company, period),
            "months": self._months(company, period),
            "invoices": self._invoices(company, moves, buckets),
            "attempts": self._attempts(company, moves),
            "invariants": {
                "I1": self._charged_once(company, moves),
                "I2": self._booked_once(company, moves),
                "I3": self._in_one_bucket(company, moves, buckets),
                "I4": self._history_whole(company, moves),
                "I5": self._lines_add_up(company, period),
                "I6": self._persons_respected(company, period),
            },
        }

    # ------------------------------------------------------------------ helpers

    @api.model
    def _rows(self, query, *args, **kwargs):
        """The rows of a query as dicts; numbers with a point as Decimal.

        By way of JSON text, because Odoo's cursor would make a float of every numeric.
        """
        whole = SQL("SELECT to_jsonb(found)::text FROM (%s) found", SQL(query, *args, **kwargs))
        found = self.env.execute_query(whole)
        return [json.loads(text, parse_float=Decimal) for (text,) in found]

    @api.model
    def _text(self, amount, currency):
        """An amount as the contract writes it."""
        return f"{Decimal(amount or 0):.{currency.decimal_places}f}"

    @api.model
    def _by_state(self, rows, company):
        """{state: {count, amount[, other: {currency: amount}]}} of rows (state, n, amount, cur)."""
        found = defaultdict(lambda: {"count": 0, "amount": Decimal(0), "other": {}})
        for row in rows:
            part = found[row["state"]]
            part["count"] += row["n"]
            currency = self.env["res.currency"].browse(row["currency_id"] or company.currency_id.id)
            if currency == company.currency_id:
                part["amount"] += row["amount"] or 0
            else:
                part["other"][currency.name] = self._text(row["amount"], currency)
        for part in found.values():
            part["amount"] = self._text(part["amount"], company.currency_id)
            if not part["other"]:
                del part["other"]
        return dict(found)
