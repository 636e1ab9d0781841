"""What the clients would pay for the lines of a sample, by the profile's rule and today's contracts."""

import json

from odoo import models

from .line_pricing import BILLED, CONTRACT, FIGURED, REFUSED

# The lines of the answer in the place of stored ones; see `line_pricing`.
SAMPLE = f"""
    WITH own AS (
        SELECT line.at, line.quantity, line.amount, false AS accepted,
               COALESCE(line.price, line.amount / NULLIF(line.quantity, 0)) AS price,
               line.price IS NOT NULL AND line.quantity IS NOT NULL AS has_price,
               line.amount = 0 AS free,
               COALESCE(line.date, (line.period || '-01')::date) AS day,
               currency.decimal_places AS decimals, currency.rounding AS unit,
               profile.price_rule AS rule, COALESCE(profile.tax_included, false) AS tax_included,
               contract.id AS contract_id,
               COALESCE(NULLIF(profile.tolerance, '')::numeric, 0) AS tolerance,
               COALESCE(NULLIF(profile.markup, '')::numeric, 0) AS markup,
               contract.price AS contract_price,
               COALESCE(contract.tax_included, false) AS contract_tax
          FROM (SELECT given.*, %(company)s AS company_id, %(currency)s AS currency_id
                  FROM json_to_recordset(%(lines)s) AS given(
                       at int, client_id int, product_id int, quantity numeric, price numeric,
                       amount numeric, date date, period text)) line
          JOIN quittance_profile_preview profile ON profile.id = %(preview)s
          JOIN res_currency currency ON currency.id = line.currency_id
          {CONTRACT}
    {FIGURED}
    SELECT at, verdict, COALESCE({BILLED}, CASE verdict WHEN 'file' THEN amount END)::text AS pays,
           day::text AS day, trim_scale(price)::text AS price, figured.amount::text AS amount,
           trim_scale(contract_price)::text AS contract, trim_scale(tolerance)::text AS tolerance
      FROM figured
"""
FIGURES = ("quantity", "price", "amount", "date", "period")


class QuittanceProfilePreview(models.Model):
    _inherit = "quittance.profile.preview"

    def _take_answer(self, text):
        taken = super()._take_answer(text)
        if taken == "taken":
            self.answer = self._with_prices(self.answer)
        return taken

    def _with_prices(self, answer):
        """The answer with `pays` on each line whose client, service and month are known, and what
        would make it wait among its sentences. As it is where the file's own price is billed."""
        currency = self.env["res.currency"].search([("name", "=", self.currency)], limit=1)
        lines = answer["lines"]
        asked = [self._prepare_priced(at, line) for at, line in enumerate(lines)
                 if isinstance(line, dict) and line.get("client_id") and line.get("service_id")
                 and (line.get("date") or line.get("period"))]
        if self.price_rule == "file" or not currency or not asked:
            return answer
        self.env.flush_all()
        self.env.cr.execute(SAMPLE, {
            "lines": json.dumps(asked), "preview": self.id, "company": self.company_id.id,
            "currency": currency.id})
        priced = [dict(line) for line in lines]
        for row in self.env.cr.dictfetchall():
            line = priced[row["at"]]
            line["pays"] = row["pays"] or ""
            if row["verdict"] in REFUSED:
                said = REFUSED[row["verdict"]][1]._source % row
                line["problem"] = "\n".join(filter(None, [line.get("problem"), said]))
        return {**answer, "lines": priced}

    def _prepare_priced(self, at, line):
        return {"at": at, "client_id": line["client_id"], "product_id": line["service_id"],
                **{name: line.get(name) or None for name in FIGURES}}
