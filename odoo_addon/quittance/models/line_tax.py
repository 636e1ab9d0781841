"""Amounts that include tax: the net that goes onto the invoice, as Odoo's own tax engine has it.

Not every gross amount is a net in cents with its tax on top (0.03 at 20 % is not). Odoo keeps, with
an invoice line, tax amounts that were fixed elsewhere (`extra_tax_data`): with them the invoice
comes to exactly what the supplier's file says, whatever the rounding.
"""

import json
from decimal import Decimal

from odoo import fields, models

from .amounts import decimal_text

GROSS = """
    SELECT line.id, line.client_id, line.product_id, line.currency_id,
           COALESCE(line.bill_amount, line.amount)::text AS gross
      FROM quittance_line line
     WHERE line.id = ANY(%(ids)s) AND line.state = 'billable' AND line.bill_tax_included
"""
STORE = """
    UPDATE quittance_line line SET net_amount = found.net, net_taxes = found.taxes
      FROM json_to_recordset(%(found)s) AS found(id int, net numeric, taxes jsonb)
     WHERE line.id = found.id
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    net_amount = fields.Float(
        string="Billed before tax", digits=(20, 2), readonly=True,
        help="Of an amount that includes tax, as Odoo computes it for this service and client.",
    )
    net_taxes = fields.Json(readonly=True, help="The tax amounts of `net_amount`, by tax.")

    def _set_net(self, company, taxes_of):
        """Keep the net of the waiting lines whose amount includes tax.

        taxes_of: called with [(client id, product id)], {pair: ids of the taxes on the invoice}.
        """
        self.env.flush_all()
        self.env.cr.execute(GROSS, {"ids": self.ids})
        rows = self.env.cr.dictfetchall()
        if not rows:
            return
        taxes = taxes_of({(row["client_id"], row["product_id"]) for row in rows})
        known, found = {}, []
        for row in rows:
            key = (tuple(taxes[row["client_id"], row["product_id"]]), row["currency_id"],
                   row["gross"])
            if key not in known:
                known[key] = self._net_of(company, *key)
            found.append({"id": row["id"], **known[key]})
        self.env.cr.execute(STORE, {"found": json.dumps(found)})
        self.env["quittance.line"].invalidate_model(["net_amount", "net_taxes"])

    def _net_of(self, company, tax_ids, currency_id, gross):
        """{net, taxes: {tax id: {tax, base}}} as decimal texts, of a gross one."""
        engine = self.env["account.tax"].with_company(company)
        currency = self.env["res.currency"].browse(currency_id)
        base_line = engine._prepare_base_line_for_taxes_computation(
            {}, tax_ids=engine.browse(tax_ids), price_unit=float(gross), quantity=1.0,
            currency_id=currency, special_mode="total_included")
        engine._add_tax_details_in_base_line(base_line, company)
        engine._round_base_lines_tax_details([base_line], company)
        details = base_line["tax_details"]

        def text(amount):
            return decimal_text(Decimal(f"{amount:.{currency.decimal_places}f}"))

        return {
            "net": text(details["total_excluded_currency"]
                        + details["delta_total_excluded_currency"]),
            "taxes": {
                str(one["tax"].id): {"tax": text(one["tax_amount_currency"]),
                                     "base": text(one["base_amount_currency"])}
                for one in details["taxes_data"] if not one["is_reverse_charge"]
            },
        }


def prepare_fixed_taxes(line, sign):
    """Odoo's `extra_tax_data` for the invoice line of a DRAFT_LINE, {} where no tax is fixed.

    line: also `service`, the row of its service line. sign -1 on a credit note, where Odoo counts
    the other way round.
    """
    service = line["service"]
    if not service["net_taxes"]:
        return {}
    factor = -sign if line["reverses"] else sign
    return {"extra_tax_data": {
        "currency_id": service["currency_id"],
        "price_unit": float(line["price_unit"]),
        "quantity": float(sign * line["quantity"]),
        "discount": 0.0,
        "manual_total_excluded_currency": float(factor * Decimal(service["net_amount"])),
        "manual_tax_amounts": {
            tax: {"tax_amount_currency": float(factor * Decimal(one["tax"])),
                  "base_amount_currency": float(factor * Decimal(one["base"]))}
            for tax, one in service["net_taxes"].items()
        },
    }}
