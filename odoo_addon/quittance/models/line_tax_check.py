"""The tax that a file names, held against the taxes that the invoice would have."""

import re
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError

from .review_reasons import TAX_MISMATCH, TAX_UNKNOWN

RATE = re.compile(r"-?\d+(\.\d+)?")
TAXED = """
    SELECT line.id, line.company_id, line.client_id, line.product_id, line.tax_rate
      FROM quittance_line line
     WHERE line.id = ANY(%(ids)s) AND line.tax_rate <> '' AND line.accepted_at IS NULL
       AND line.client_id IS NOT NULL AND line.product_id IS NOT NULL
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _tax_findings(self):
        """{line id: (code, reason in English)} of those whose file names another tax.

        What a person accepted is looked at no more.
        """
        self.env.flush_all()
        self.env.cr.execute(TAXED, {"ids": self.ids})
        rows, found = self.env.cr.dictfetchall(), {}
        places = {company: {(row["client_id"], row["product_id"]) for row in rows
                            if row["company_id"] == company}
                  for company in {row["company_id"] for row in rows}}
        known = {company: self._booked_taxes(company, pairs) for company, pairs in places.items()}
        for row in rows:
            taxes, why = known[row["company_id"]][row["client_id"], row["product_id"]]
            if taxes is None:
                reason = TAX_UNKNOWN._source % {"rate": shown_rate(row["tax_rate"]), "why": why}
            elif not _is_same(row["tax_rate"], taxes):
                reason = TAX_MISMATCH._source % {
                    "rate": shown_rate(row["tax_rate"]), "own": _booked(taxes)}
            else:
                continue
            found[row["id"]] = ("tax_mismatch", reason)
        return found

    def _booked_taxes(self, company_id, pairs):
        """{(client id, product id): (the taxes of an invoice of it, "")}, or (None, why they cannot
        be told)."""
        company = self.env["res.company"].browse(company_id)
        try:
            known = self.env["quittance.rpc"]._taxes_of(company, pairs)
        except UserError as error:
            if len(pairs) == 1:
                return dict.fromkeys(pairs, (None, str(error)))
            return {pair: one for own in pairs
                    for pair, one in self._booked_taxes(company_id, {own}).items()}
        taxes = self.env["account.tax"]
        return {pair: (taxes.browse(ids), "") for pair, ids in known.items()}


def _rate_of(taxes):
    """Percent of the net that they come to; a tax that is reversed to the client counts nothing."""
    rate = Decimal(0)
    for tax in taxes.flatten_taxes_hierarchy():
        if tax.amount_type in ("percent", "division"):
            parts = tax.invoice_repartition_line_ids.filtered(
                lambda part: part.repartition_type == "tax")
            factor = sum((Decimal(str(part.factor_percent)) for part in parts), Decimal(0))
            rate += Decimal(str(tax.amount)) * factor / 100
    return rate


def _is_same(said, taxes):
    """Whether a file's rate (20, or 0.2 as spreadsheets keep it) or code is that of the taxes."""
    if RATE.fullmatch(said):
        return Decimal(said) in (_rate_of(taxes), _rate_of(taxes) / 100)
    names = {name.strip().lower() for name in (*taxes.mapped("name"), *taxes.mapped("invoice_label"))
             if name}
    return len(taxes) == 1 and said.strip().lower() in names


def shown_rate(said):
    """The file's rate with its sign, or its code."""
    return f"{_plain(Decimal(said))} %" if RATE.fullmatch(said) else f"'{said}'"


def _booked(taxes):
    names = ", ".join(taxes.mapped("name"))
    return f"{_plain(_rate_of(taxes))} %" + (f" ({names})" if names else "")


def _plain(number):
    return f"{number.normalize():f}"
