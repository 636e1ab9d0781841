"""What the client pays for a line, beside what the file says.

The profile's `price_rule` decides; the file's own price and amount are never touched. One statement
prices all lines: PostgreSQL's numeric is exact and rounds half away from zero.
"""

from odoo import _, fields, models
from odoo.exceptions import UserError

from .review_reasons import (
    CONTRACT_MISSING,
    CREDIT_OFF,
    PRICE_OFF,
    QUANTITY_MISSING,
    TAX_OFF,
)

# What a line is worth to the client: before tax once Odoo has computed that.
WORTH = "COALESCE(line.net_amount, line.bill_amount, line.amount)"

# What the contract says of a line in scope as `line`, by the rule of a `profile` beside it.
CONTRACT = """
          LEFT JOIN LATERAL (
               SELECT id, price, tax_included FROM quittance_contract_price
                WHERE company_id = line.company_id AND product_id = line.product_id
                  AND currency_id = line.currency_id AND active
                  AND (client_id = line.client_id OR client_id IS NULL)
                  AND daterange(valid_from, valid_to, '[]')
                      @> COALESCE(line.date, (line.period || '-01')::date)
                ORDER BY client_id NULLS LAST LIMIT 1) contract
                 ON profile.price_rule IN ('contract', 'checked', 'cost')
"""
# From `own` (as below) to `figured`: what the rule makes of each line.
FIGURED = """
    ), judged AS (
        SELECT own.*, CASE
               WHEN rule = 'file' OR free THEN 'file'
               WHEN rule = 'markup' THEN 'markup'
               WHEN accepted AND amount IS NOT NULL
                    AND (price < 0 OR rule = 'checked'
                         OR rule = 'contract' AND (contract_id IS NULL OR quantity IS NULL))
                    THEN 'file'
               WHEN contract_id IS NULL THEN 'contract_missing'
               WHEN rule = 'checked' AND tax_included <> contract_tax THEN 'tax_off'
               WHEN rule = 'checked' AND price IS NULL THEN 'quantity_missing'
               WHEN rule = 'checked'
                    AND abs(price - contract_price) * 100 <= tolerance * abs(contract_price)
                    THEN 'file'
               WHEN rule = 'checked' THEN 'price_off'
               WHEN quantity IS NULL THEN 'quantity_missing'
               WHEN price < 0 THEN 'credit_off'
               ELSE 'contract' END AS verdict
          FROM own
    ), figured AS (
        SELECT judged.*, CASE verdict
               WHEN 'contract' THEN contract_price
               WHEN 'markup' THEN CASE WHEN has_price
                    THEN round(price * (100 + markup) / 100, 6) END END AS bill_price
          FROM judged
    )
"""
# Rounded at the line, to the currency's unit.
BILLED = """
    CASE WHEN figured.bill_price IS NOT NULL
         THEN round(round(figured.bill_price * figured.quantity / unit) * unit, decimals)
         WHEN verdict = 'markup'
         THEN round(round(figured.amount * (100 + markup) / 100 / unit) * unit, decimals) END
"""
PRICED = f"""
    WITH own AS (
        SELECT line.id, line.quantity, line.amount, line.price_accepted AS accepted,
               COALESCE(line.price, line.amount / NULLIF(line.quantity, 0)) AS price,
               line.price IS NOT NULL AND line.quantity IS NOT NULL AS has_price,
               line.amount = 0 AND line.read_state = 'billable' AS free,
               COALESCE(line.date, (line.period || '-01')::date) AS day,
               currency.decimal_places AS decimals, currency.rounding AS unit,
               COALESCE(profile.price_rule, 'file') AS rule,
               COALESCE(profile.tax_included, false) AS tax_included,
               COALESCE(NULLIF(profile.tolerance, '')::numeric, 0) AS tolerance,
               COALESCE(NULLIF(profile.markup, '')::numeric, 0) AS markup,
               contract.id AS contract_id, contract.price AS contract_price,
               COALESCE(contract.tax_included, false) AS contract_tax
          FROM quittance_line line
          JOIN quittance_file file ON file.id = line.file_id
          JOIN res_currency currency ON currency.id = line.currency_id
          LEFT JOIN quittance_profile profile ON profile.id = file.profile_id
          {CONTRACT}
         WHERE line.id = ANY(%(ids)s)
    {FIGURED}
    UPDATE quittance_line line
       SET bill_price = figured.bill_price, bill_amount = {BILLED},
           bill_tax_included = CASE verdict WHEN 'contract' THEN contract_tax
                                            ELSE figured.tax_included END,
           contract_price_id = figured.contract_id, net_amount = NULL, net_taxes = NULL
      FROM figured WHERE figured.id = line.id
    RETURNING line.id, verdict, day::text AS day, trim_scale(figured.price)::text AS price,
              trim_scale(contract_price)::text AS contract, figured.amount::text AS amount,
              trim_scale(tolerance)::text AS tolerance
"""
# Why a line without a price of its own waits: verdict → (code, sentence).
REFUSED = {
    "contract_missing": ("contract_missing", CONTRACT_MISSING),
    "price_off": ("price_off_contract", PRICE_OFF),
    "tax_off": ("price_off_contract", TAX_OFF),
    "credit_off": ("price_off_contract", CREDIT_OFF),
    "quantity_missing": ("price_off_contract", QUANTITY_MISSING),
}


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    # Numeric in PostgreSQL, reckoned with there alone. Empty: the file's own figure is billed.
    bill_price = fields.Float(
        string="Billed unit price", digits=(20, 6), readonly=True, aggregator=None
    )
    bill_amount = fields.Float(string="Billed amount", digits=(20, 2), readonly=True)
    bill_tax_included = fields.Boolean(string="Billed tax included", readonly=True)
    contract_price_id = fields.Many2one(
        "quittance.contract.price", string="Contract price", readonly=True, ondelete="restrict",
        index="btree_not_null",
    )

    def _price(self):
        """Set what the client pays, by the profile's rule. {line id: (code, reason)} of the rest."""
        self.env.flush_all()
        self.env.cr.execute(PRICED, {"ids": self.ids})
        rows = self.env.cr.dictfetchall()
        self.env.invalidate_all()
        found = {}
        for row in rows:
            if row["verdict"] in REFUSED:
                code, sentence = REFUSED[row["verdict"]]
                found[row["id"]] = (code, sentence._source % row)
        return found

    def action_price_again(self):
        """Waiting lines take the prices of today's contracts and profile."""
        self._check_may()
        wrong = self.filtered(lambda line: line.state != "billable")
        if wrong:
            raise UserError(_("%s: only a service that waits is priced again.",
                              wrong[0].display_name))
        lines_sudo = self.sudo()
        lines_sudo._admit()
        lines_sudo._message_log_batch(
            bodies=dict.fromkeys(self.ids, _("Priced again by %s.", self.env.user.name)))
        return self._told(_("%(done)s of %(all)s lines wait with their new price.",
                            done=len(lines_sudo.filtered(lambda line: line.state == "billable")),
                            all=len(self)))
