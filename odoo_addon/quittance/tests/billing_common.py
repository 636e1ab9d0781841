"""What the tests of billing share: a supplier, clients, a service, files and the connector."""

import base64
import hashlib
from decimal import Decimal

from .controls_common import ControlsCase


class BillingCase(ControlsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Laundry", "quittance_is_supplier": True, "quittance_supplier_code": "TST-LAV"}
        )
        cls.villa = cls.env["res.partner"].create({"name": "Villa One", "ref": "TST-1"})
        cls.chalet = cls.env["res.partner"].create({"name": "Chalet Two", "ref": "TST-2"})
        taxes = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale"),
             ("amount", "=", 20), ("amount_type", "=", "percent"),
             ("price_include_override", "!=", "tax_included")], limit=1,
        )
        cls.washing = cls.env["product.product"].create(
            {"name": "Washing", "default_code": "TST-WASH", "type": "service",
             "taxes_id": [(6, 0, taxes.ids)]}
        )
        cls.serial = 0

    # ------------------------------------------------------------------ files

    def line(self, row, ticket, price="10.00", quantity="1", client=None, **changes):
        """A LINE; `ticket` makes its key."""
        client = self.villa if client is None else client
        amount = str((Decimal(price) * Decimal(quantity)).quantize(Decimal("0.01")))
        line = {
            "row": row, "key": f"t1{ticket}", "client_code": client.ref or "",
            "client_id": client.id, "service_code": "TST-WASH", "service_id": self.washing.id,
            "description": "Washing", "quantity": quantity, "price": price, "amount": amount,
            "currency": self.company.currency_id.name, "date": "2026-10-05", "period": "2026-10",
            "ticket": ticket, "state": "billable", "reason_code": "", "reason": "",
            "suggestion": "", **changes,
        }
        line["content"] = hashlib.sha256(
            "|".join(str(line[name]) for name in ("client_code", "service_code", "quantity",
                                                  "price", "amount", "date")).encode()
        ).hexdigest()
        return line

    def unknown_client(self, row, ticket, code, suggestion=""):
        return self.line(
            row, ticket, client=self.env["res.partner"], client_code=code, client_id=0,
            state="quarantine", reason_code="unknown_client", reason="not known",
            suggestion=suggestion,
        )

    def rpc(self, method, **payload):
        """As the reader whose reading goes on, unless `reading` names another one."""
        if method in ("lines_put", "file_close", "file_refuse"):
            file = self.env["quittance.file"].browse(payload["file_id"]).exists()
            payload.setdefault("reading", file.reading_no)
        return super().rpc(method, **payload)

    def open_file(self, text="", **changes):
        type(self).serial += 1
        content = (text or f"file {self.serial}").encode()
        return self.rpc(
            "file_open", **{
                "company_id": self.company.id, "supplier_code": "TST-LAV", "profile": "",
                "name": "october.csv", "period": "2026-10",
                "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
                "channel": "cli", "sender": "", "content": base64.b64encode(content).decode(),
                "replaces_sha256": "", **changes,
            }
        )

    def close_file(self, file_id, lines, **changes):
        amounts = [Decimal(line["amount"]) for line in lines if line["amount"]]
        return self.rpc(
            "file_close", file_id=file_id, lines=len(lines), amount=str(sum(amounts, Decimal(0))),
            unreadable=len(lines) - len(amounts), controls=[], warnings=[],
            **changes,
        )

    def import_file(self, lines, **changes):
        """(the file, the answer of file_close)."""
        opened = self.open_file(**changes)
        self.assertEqual(opened["status"], "opened")
        put = self.rpc("lines_put", file_id=opened["file_id"], lines=lines)
        self.assertEqual((put["stored"], put["problems"]), (len(lines), []))
        file = self.env["quittance.file"].browse(opened["file_id"])
        return file, self.close_file(file.id, lines)

    def stored(self, ticket, file=None):
        domain = [("ticket", "=", ticket)] + ([("file_id", "=", file.id)] if file else [])
        return self.env["quittance.line"].search(domain, order="id desc", limit=1)

    # ------------------------------------------------------------------ drafts, as a connector would

    def pages(self, period="2026-10"):
        """All pages as one."""
        pages = {"lines": [], "withdraw": [], "months": []}
        after = 0
        while after is not None:
            page = self.rpc("draft_lines", company_id=self.company.id, period=period,
                            after_id=after, limit=2000)
            for name, rows in pages.items():
                rows += page[name]
            self.assertFalse(0 < page["next"] <= after, "pages go on")
            after = page["next"] or None
        return pages

    def plan(self, period="2026-10"):
        """The months that a connector would send."""
        page = self.pages(period)
        status = {(one["client_id"], one["period"]): one["status"] for one in page["months"]}
        months = {}

        def month(client_id, own):
            where = own if status.get((client_id, own)) == "open" or own == period else period
            return months.setdefault((client_id, where), {
                "client_id": client_id, "period": where, "kind": "services", "group": "",
                "currency": self.company.currency_id.name, "lines": [], "withdraw": [],
            })

        for line in page["lines"]:
            month(line["client_id"], line["own_period"])["lines"].append(
                self.draft_line(line, line["quantity"], line["amount"]))
        for line in page["withdraw"]:
            if line["edited"]:
                continue
            if line["on"] == "draft":
                month(line["client_id"], line["period"])["withdraw"].append(line["id"])
            else:
                month(line["client_id"], period)["lines"].append(self.draft_line(
                    line, str(-Decimal(line["quantity"])), str(-Decimal(line["amount"])),
                    reverses=True))
        for one in months.values():
            one["untaxed"] = str(sum((Decimal(line["untaxed"]) for line in one["lines"]),
                                     Decimal(0)))
        return list(months.values())

    def draft_line(self, line, quantity, amount, reverses=False):
        context = self.rpc("draft_context", company_id=self.company.id, pairs=[
            {"client_id": line["client_id"], "product_id": line["product_id"]}])
        book = context["classes"][context["rows"][0]["class"]]
        return {
            "line_id": line["id"], "reverses": reverses, "name": line["name"],
            "quantity": quantity, "price_unit": line["price"], "product_id": line["product_id"],
            "account_id": book["account_id"], "tax_ids": book["tax_ids"],
            "balance": str(-Decimal(amount)), "amount_currency": str(-Decimal(amount)),
            "tax_tag_ids": book["tags_invoice"], "untaxed": amount,
        }

    def apply(self, months, period="2026-10"):
        return self.rpc("draft_apply", company_id=self.company.id, period=period,
                        months=months)["months"]

    def draft(self, period="2026-10"):
        return self.apply(self.plan(period), period)

    def month_of(self, client=None, period="2026-10"):
        return self.env["quittance.month"].search(
            [("client_id", "=", (client or self.villa).id), ("period", "=", period)]
        )

    def decide(self, action, reason="because", user=None):
        self.confirm(action, user or self.accountant, reason=reason)
