"""Service lines that cannot be billed yet, looked at again."""

from odoo import _, models

from .codes import compared_sql

# What looking a code up again can put right, and what a price can.
LOOKED_UP = ("unknown_client", "unknown_service")
PRICED_AGAIN = ("contract_missing", "price_off_contract", "price_missing")
# What may have been put right in Odoo meanwhile.
CHECKED_AGAIN = (*LOOKED_UP, *PRICED_AGAIN, "currency_unknown", "tax_mismatch")

FIND_CLIENTS = f"""
    UPDATE quittance_line line SET client_id = found.client_id
      FROM (
        SELECT own.id, min(COALESCE(meant.commercial_partner_id, client.id)) AS client_id
          FROM quittance_line own
          LEFT JOIN quittance_client_alias alias
                 ON alias.company_id = own.company_id AND alias.supplier_id = own.supplier_id
                AND {compared_sql('alias.code')} = {compared_sql('own.client_code')}
          LEFT JOIN res_partner meant ON meant.id = alias.client_id
          LEFT JOIN res_partner client
                 ON {compared_sql('client.ref')} = {compared_sql('own.client_code')}
                AND client.active
                AND client.commercial_partner_id = client.id
                AND (client.company_id IS NULL OR client.company_id = own.company_id)
         WHERE own.id IN %(ids)s AND own.client_id IS NULL AND btrim(own.client_code) <> ''
         GROUP BY own.id
        HAVING count(DISTINCT COALESCE(meant.commercial_partner_id, client.id)) = 1
      ) found
     WHERE found.id = line.id
"""
FIND_SERVICES = f"""
    UPDATE quittance_line line SET product_id = found.product_id
      FROM (
        SELECT own.id, min(COALESCE(alias.product_id, product.id)) AS product_id
          FROM quittance_line own
          LEFT JOIN quittance_service_alias alias
                 ON alias.company_id = own.company_id AND alias.supplier_id = own.supplier_id
                AND {compared_sql('alias.code')} = {compared_sql('own.service_code')}
          LEFT JOIN (product_product product
                     JOIN product_template template ON template.id = product.product_tmpl_id)
                 ON {compared_sql('product.default_code')} = {compared_sql('own.service_code')}
                AND product.active AND template.sale_ok
                AND (template.company_id IS NULL OR template.company_id = own.company_id)
         WHERE own.id IN %(ids)s AND own.product_id IS NULL AND btrim(own.service_code) <> ''
         GROUP BY own.id
        HAVING count(DISTINCT COALESCE(alias.product_id, product.id)) = 1
      ) found
     WHERE found.id = line.id
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _check_again(self, why):
        """Look client and service up again; whatever is whole now is admitted.

        Returns the lines that left the quarantine.
        """
        lines = self.filtered(
            lambda line: line.state == "quarantine"
            and (line.reason_code in CHECKED_AGAIN or line._waits_for_codes_too()))
        if not lines:
            return lines
        lines._look_up_codes()
        whole = lines.filtered(lambda line: line._is_whole())
        admitted = whole._admit()
        admitted._message_log_batch(
            bodies=dict.fromkeys(admitted.ids, _("Out of quarantine: %s", why)))
        (lines - whole)._say_what_holds()
        return admitted

    def _look_up_codes(self):
        """The client and service of those that lack one, as far as their codes are known by now."""
        if self:
            self.env.flush_all()
            self.env.cr.execute(FIND_CLIENTS, {"ids": tuple(self.ids)})
            self.env.cr.execute(FIND_SERVICES, {"ids": tuple(self.ids)})
            self.env.invalidate_all()

    def _is_whole(self):
        """Has the line all that a bill needs, and is nothing wrong with it that was read?"""
        return bool(self.client_id and self.product_id and self.currency_id and self.period
                    and self._has_price() and not self._standing_problems())
