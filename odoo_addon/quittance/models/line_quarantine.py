"""Service lines that cannot be billed yet: looked at again, and what a person decides."""

from collections import defaultdict

from odoo import _, models
from odoo.exceptions import AccessError, UserError

# What looking a code up again can put right.
LOOKED_UP = ("unknown_client", "unknown_service")

FIND_CLIENTS = """
    UPDATE quittance_line line SET client_id = found.client_id
      FROM (
        SELECT own.id, min(COALESCE(alias.client_id, client.id)) AS client_id
          FROM quittance_line own
          LEFT JOIN quittance_client_alias alias
                 ON alias.company_id = own.company_id AND alias.supplier_id = own.supplier_id
                AND alias.code = btrim(own.client_code)
          LEFT JOIN res_partner client
                 ON btrim(client.ref) = btrim(own.client_code) AND client.active
                AND client.commercial_partner_id = client.id
                AND (client.company_id IS NULL OR client.company_id = own.company_id)
         WHERE own.id IN %(ids)s AND own.client_id IS NULL AND btrim(own.client_code) <> ''
         GROUP BY own.id
        HAVING count(DISTINCT COALESCE(alias.client_id, client.id)) = 1
      ) found
     WHERE found.id = line.id
"""
FIND_SERVICES = """
    UPDATE quittance_line line SET product_id = found.product_id
      FROM (
        SELECT own.id, min(COALESCE(alias.product_id, product.id)) AS product_id
          FROM quittance_line own
          LEFT JOIN quittance_service_alias alias
                 ON alias.company_id = own.company_id AND alias.supplier_id = own.supplier_id
                AND alias.code = btrim(own.service_code)
          LEFT JOIN (product_product product
                     JOIN product_template template ON template.id = product.product_tmpl_id)
                 ON btrim(product.default_code) = btrim(own.service_code) AND product.active
                AND template.sale_ok
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
        """Look client and service up again; whatever is whole now becomes billable.

        Returns the lines that left the quarantine.
        """
        lines = self.filtered(
            lambda line: line.state == "quarantine" and line.reason_code in LOOKED_UP
        )
        if not lines:
            return lines
        self.env.flush_all()
        self.env.cr.execute(FIND_CLIENTS, {"ids": tuple(lines.ids)})
        self.env.cr.execute(FIND_SERVICES, {"ids": tuple(lines.ids)})
        self.env.invalidate_all()
        whole = lines.filtered(
            lambda line: line.client_id and line.product_id and line.amount_known
            and line.currency_id and line.period
        )
        whole._activate()
        for line in whole:
            line.message_post(body=_("Out of quarantine: %s", why))
        (lines - whole)._say_what_is_missing()
        return whole

    def _say_what_is_missing(self):
        for line in self:
            missing = (
                ("unknown_client", _("The client %s is not known.", line.client_code))
                if not line.client_id
                else ("unknown_service", _("The service %s is not known.", line.service_code))
                if not line.product_id
                else ("number_unreadable", _("The amount cannot be read."))
                if not line.amount_known
                else ("currency_unknown", _("The currency %s is not known.", line.currency))
                if not line.currency_id
                else ("date_missing", _("No month is known for it."))
            )
            if line.reason_code != missing[0]:
                line.write({"reason_code": missing[0], "reason": missing[1], "suggestion": False})

    # ------------------------------------------------------------------ buttons

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")

    def action_check_again(self):
        """*Check again*: whatever is known by now goes through."""
        self._check_may()
        done = self.sudo()._check_again(_("checked again by %s", self.env.user.name))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": _("%(done)s of %(all)s lines left the quarantine.",
                             done=len(done), all=len(self)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_accept_suggestion(self):
        """The suggestion becomes an alias, and all lines with that code go through at once."""
        self._check_may()
        wanted = defaultdict(lambda: self.browse())
        for line in self:
            code = (line.client_code if line.reason_code == "unknown_client"
                    else line.service_code)
            wanted[line.company_id, line.supplier_id, line.reason_code, (code or "").strip()] |= line
        for (company, supplier, reason, code), lines in wanted.items():
            if reason not in LOOKED_UP or not code:
                raise UserError(_("There is no code that an alias could stand for."))
            field, found = lines[:1]._suggested()
            if not found:
                return lines._open_alias(field)
            self.env[f"quittance.{field[:-3]}.alias".replace("product", "service")].create(
                {"company_id": company.id, "supplier_id": supplier.id, "code": code,
                 field: found.id}
            )
        return True

    def _suggested(self):
        """(field, the one client or service that the suggestion names, or none)."""
        text = (self.suggestion or "").strip()
        codes = list({text, text.split(" ")[0]} - {""})
        company = ("company_id", "in", (False, self.company_id.id))
        if self.reason_code == "unknown_client":
            found = self.env["res.partner"].search(
                [("ref", "in", codes), ("parent_id", "=", False), company]
            )
            return "client_id", found if len(found) == 1 else found.browse()
        found = self.env["product.product"].search(
            [("default_code", "in", codes), ("sale_ok", "=", True), company]
        )
        return "product_id", found if len(found) == 1 else found.browse()

    def _open_alias(self, field):
        """Nothing was suggested: the person chooses."""
        line = self[:1]
        client = field == "client_id"
        return {
            "type": "ir.actions.act_window",
            "name": _("Alias"),
            "res_model": "quittance.client.alias" if client else "quittance.service.alias",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": line.company_id.id,
                "default_supplier_id": line.supplier_id.id,
                "default_code": (line.client_code if client else line.service_code or "").strip(),
            },
        }

    def action_reject(self):
        self._check_may()
        return self.env["quittance.decision"]._open("reject", lines=self)

    def action_bill_conflict(self):
        """It is another service in spite of the same ticket: it gets a key of its own."""
        self._check_may()
        for line in self.filtered(lambda line: line.reason_code == "ticket_conflict"):
            line_sudo = line.sudo()
            if not (line.client_id and line.product_id and line.amount_known and line.currency_id
                    and line.period):
                raise UserError(_("%s lacks what a bill needs.", line.display_name))
            line_sudo.write({"key": f"{line.key}/{line.id}"})
            line_sudo._activate()
            line.message_post(body=_("Billed as a service of its own."))
