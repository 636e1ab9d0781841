"""Draft: what waits to be billed, how Odoo books it, and the drafts written."""

from collections import defaultdict
from decimal import Decimal

from odoo import _, api, models
from odoo.exceptions import UserError

from ..models.amounts import decimal_of, decimal_text, period_of
from ..models.line_pricing import WORTH
from ..models.month_draft import MonthRequest

# What the client pays; `net`: of an amount that includes tax.
FIGURES = f"""
    COALESCE(line.quantity::text, '') AS quantity,
    CASE WHEN line.bill_amount IS NULL THEN COALESCE(line.price::text, '')
         ELSE COALESCE(trim_scale(line.bill_price)::text, '') END AS price,
    {WORTH}::text AS amount, line.net_amount IS NOT NULL AS net
"""
# The second condition is the index's: the third looks at another table as well.
WAITING = """
    SELECT line.id, line.state = 'billed'
      FROM quittance_line line LEFT JOIN quittance_month month ON month.id = line.month_id
     WHERE line.company_id = %(company)s AND line.period <= %(period)s AND line.id > %(after)s
       AND (line.state = 'billable' OR (line.state = 'billed' AND line.withdraw))
       AND (line.state = 'billable' OR month.credit_note_id IS NULL AND (
            month.state = 'open' OR month.state = 'posted' AND line.keep_billed IS NOT TRUE))
     ORDER BY line.id LIMIT %(limit)s
"""
PAGE = 5000
PAIRS = 100_000


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    # ------------------------------------------------------------------ what waits

    @api.model
    def draft_lines(self, payload):
        """What waits of the period and before it, a page by id: billable lines and withdrawals."""
        service, company = self._enter(payload)
        period = period_of(service.env, payload.get("period"))
        limit = min(max(int(payload.get("limit") or PAGE), 1), PAGE)
        service.env.flush_all()
        page = service._waiting(company, period, int(payload.get("after_id") or 0), limit)
        lines = service._unbilled(company, [one for one, billed in page if not billed])
        withdrawn = service._withdrawn([one for one, billed in page if billed])
        clients = {line["client_id"] for line in lines + withdrawn}
        return {
            "lines": lines,
            "withdraw": withdrawn,
            "months": service._standings(company, clients),
            "next": page[-1][0] if len(page) == limit else 0,
        }

    def _waiting(self, company, period, after, limit):
        """[(id, is it billed and to be taken back)]. What no draft can take back is not among them."""
        self.env.cr.execute(WAITING, {
            "company": company.id, "period": period, "after": after, "limit": limit})
        return self.env.cr.fetchall()

    def _unbilled(self, company, ids):
        self.env["quittance.line"].browse(ids)._set_net(
            company, lambda pairs: self._taxes_of(company, pairs))
        self.env.cr.execute(
            f"""
            SELECT line.id, client_id, period AS own_period, currency.name AS currency,
                   COALESCE(date::text, '') AS date, product_id,
                   COALESCE(description, '') AS name, COALESCE(ticket, '') AS ticket, {FIGURES}
              FROM quittance_line line JOIN res_currency currency ON currency.id = currency_id
             WHERE line.id = ANY(%s) ORDER BY line.id
            """,
            [ids],
        )
        return self._finish(self.env.cr.dictfetchall())

    def _withdrawn(self, ids):
        """Billed services that a correction took back: on which kind of invoice they are."""
        self.env["quittance.line"].browse(ids)._refresh_edited()
        self.env.cr.execute(
            f"""
            SELECT line.id, line.client_id, month.period, month.kind, month.group_key AS "group",
                   CASE WHEN month.state = 'open' THEN 'draft' ELSE 'posted' END AS "on",
                   COALESCE(line.edited, false) AS edited, line.product_id,
                   COALESCE(line.description, '') AS name, currency.name AS currency, {FIGURES}
              FROM quittance_line line
              JOIN res_currency currency ON currency.id = line.currency_id
              JOIN quittance_month month ON month.id = line.month_id
             WHERE line.id = ANY(%s) ORDER BY line.id
            """,
            [ids],
        )
        return self._finish(self.env.cr.dictfetchall())

    def _taxes_of(self, company, pairs):
        """{(client id, product id): ids of the taxes that an invoice to it would have}."""
        position_of = self._fiscal_positions(company, {client for client, _product in pairs})
        places, found = {}, {}
        for client, product in pairs:
            place = position_of[client], product
            if place not in places:
                places[place] = self._booking(company, *place)["tax_ids"]
            found[client, product] = places[place]
        return found

    def _finish(self, lines):
        """Names, and the figures that go onto an invoice where the file's include tax."""
        self._name_services(lines)
        clients = self.env["res.partner"].browse({one["client_id"] for one in lines})
        lang_of = {client.id: client.lang for client in clients}
        decimals = self.env["decimal.precision"].precision_get("Product Price")
        for line in lines:
            if line.pop("net"):
                self._state_net(line, decimals, lang_of[line["client_id"]])
        return lines

    def _state_net(self, line, decimals, lang):
        """The net price, where the quantity divides it; else one at the net, the sum in its text."""
        amount, quantity = Decimal(line["amount"]), Decimal(line["quantity"] or 1)
        price = (amount / quantity).quantize(Decimal(1).scaleb(-decimals)) if quantity else amount
        if quantity and price * quantity == amount:
            line["price"] = decimal_text(price)
            return
        if line["price"] and line["quantity"]:
            line["name"] += " " + self.with_context(lang=lang).env._(
                "· %(quantity)s × %(price)s, tax included", quantity=line["quantity"],
                price=line["price"])
        line.update(quantity="1", price=decimal_text(amount))

    def _name_services(self, lines):
        """A line without description has the service's own name, in the client's language."""
        nameless = [line for line in lines if not line["name"]]
        products = self.env["product.product"].browse({one["product_id"] for one in nameless})
        clients = self.env["res.partner"].browse({one["client_id"] for one in nameless})
        lang_of = {client.id: client.lang for client in clients}
        for line in nameless:
            product = products.browse(line["product_id"])
            line["name"] = product.with_context(lang=lang_of[line["client_id"]]).name or ""

    def _standings(self, company, clients):
        """Every month that the clients have, with its status."""
        months = self.env["quittance.month"].search(
            [("company_id", "=", company.id), ("client_id", "in", list(clients))]
        )
        return [
            {"client_id": month.client_id.id, "period": month.period,
             "currency": month.currency_id.name, "kind": month.kind, "group": month.group_key,
             "status": month._status(),
             "message": month.question or month.decision_reason or ""}
            for month in months
        ]

    # ------------------------------------------------------------------ how Odoo books it

    @api.model
    def draft_context(self, payload):
        """Account, taxes and tags of each (client, service), as Odoo would compute them."""
        service, company = self._enter(payload)
        pairs = payload.get("pairs")
        if not isinstance(pairs, list) or len(pairs) > PAIRS:
            raise UserError(_("A call takes a list of at most %s pairs.", PAIRS))
        position_of = service._fiscal_positions(company, {one["client_id"] for one in pairs})
        numbers, classes, rows = {}, [], []
        for pair in pairs:
            place = position_of[pair["client_id"]], pair["product_id"]
            if place not in numbers:
                numbers[place] = len(classes)
                classes.append(service._booking(company, *place))
            rows.append({**pair, "class": numbers[place]})
        precision = service.env["decimal.precision"].precision_get
        return {"classes": classes, "rows": rows,
                "price_decimals": precision("Product Price"),
                "quantity_decimals": precision("Product Unit")}

    def _fiscal_positions(self, company, client_ids):
        """{client id: its fiscal position as an invoice to it would have}."""
        clients = self.env["res.partner"].browse(sorted(client_ids)).exists()
        if len(clients) != len(client_ids):
            raise UserError(_("A client is not known any more."))
        positions = self.env["account.fiscal.position"].with_company(company)
        found = {}
        for client in clients:
            address = client.browse(client.address_get(["invoice"])["invoice"])
            delivery = client.browse(address.address_get(["delivery"])["delivery"])
            found[client.id] = positions._get_fiscal_position(address, delivery=delivery)
        return found

    def _booking(self, company, position, product_id):
        """One class: what `account.move.line` computes for that service and fiscal position."""
        product = self.env["product.product"].with_company(company).browse(product_id).exists()
        if not product:
            raise UserError(_("Service %s is not known any more.", product_id))
        account = product._get_product_accounts()["income"]
        account = position.map_account(account) if position else account
        if not account:
            raise UserError(
                _("%s has no income account: set one on it, or on its category.", product.name)
            )
        own = self.env["account.tax"]._check_company_domain(company)
        taxes = product.taxes_id.filtered_domain(own) or account.tax_ids.filtered(
            lambda tax: tax.type_tax_use == "sale"
        )
        taxes = taxes._filter_taxes_by_company(company)
        taxes = position.map_tax(taxes) if position else taxes
        return {
            "account_id": account.id,
            "tax_ids": taxes.ids,
            "tags_invoice": self._base_tags(taxes, "invoice"),
            "tags_refund": self._base_tags(taxes, "refund"),
            "exact": all(
                tax.amount_type == "percent" and not tax.price_include for tax in taxes
            ),
        }

    def _base_tags(self, taxes, document):
        """Tags of the base line, of taxes due on invoice alone."""
        due = taxes.filtered(lambda tax: tax.tax_exigibility == "on_invoice")
        lines = due[f"{document}_repartition_line_ids"]
        return lines.filtered(lambda line: line.repartition_type == "base").tag_ids.ids

    # ------------------------------------------------------------------ drafts written

    @api.model
    def draft_apply(self, payload):
        """Create or extend up to 50 drafts; the second time all are `unchanged`."""
        service, company = self._enter(payload)
        period_of(service.env, payload.get("period"))
        wanted = service._limited(payload.get("months"), "invoices")
        currencies = {one.name: one for one in service.env["res.currency"].search([])}
        requests = [service._month_request(month, currencies) for month in wanted]
        if len({one.key for one in requests}) != len(requests):
            raise UserError(_("The same month is there twice."))
        months = service.env["quittance.month"]
        months._draft(company, requests)
        return {"months": [months._answer_of(request) for request in requests]}

    def _month_request(self, month, currencies):
        """One checked month of the payload."""
        currency = currencies.get(month.get("currency"))
        if not currency:
            raise UserError(_("The currency %s is not active here.", month.get("currency")))
        lines = [self._draft_line(line) for line in month.get("lines") or []]
        key = (int(month["client_id"]), period_of(self.env, month.get("period")), currency.id,
               month.get("kind") or "services", month.get("group") or "")
        if key[3] != "services":
            raise UserError(_("Unknown kind of month: %s", key[3]))
        untaxed = sum((line["untaxed"] for line in lines), start=Decimal(0))
        stated = decimal_of(self.env, month.get("untaxed"), _("Sum of the month"))
        if stated is not None and stated != untaxed:
            raise UserError(
                _("The lines make %(sum)s, the month says %(stated)s.",
                  sum=decimal_text(untaxed), stated=decimal_text(stated))
            )
        twice = defaultdict(int)
        for line in lines:
            twice[line["line_id"], line["reverses"]] += 1
        if any(count > 1 for count in twice.values()):
            raise UserError(_("A service line is there twice."))
        return MonthRequest(key=key, currency=currency, lines=lines, untaxed=untaxed,
                            withdraw=[int(one) for one in month.get("withdraw") or []])

    def _draft_line(self, line):
        """A DRAFT_LINE with its numbers as Decimals."""
        wanted = {
            name: decimal_of(self.env, line.get(name), name)
            for name in ("quantity", "price_unit", "balance", "amount_currency", "untaxed")
        }
        if any(wanted[name] is None for name in ("quantity", "price_unit", "untaxed")):
            raise UserError(_("A line needs quantity, price and amount before tax."))
        return {
            **wanted,
            "line_id": int(line["line_id"]),
            "reverses": bool(line.get("reverses")),
            "name": str(line.get("name") or ""),
            "product_id": int(line.get("product_id") or 0) or False,
            "account_id": int(line["account_id"]),
            "tax_ids": [int(one) for one in line.get("tax_ids") or []],
            "tax_tag_ids": [int(one) for one in line.get("tax_tag_ids") or []],
        }
