"""Files of the cleaners as their connector brings them."""

import base64
import hashlib
from decimal import Decimal

PRICE = "32.00"


class Deliveries:
    def __init__(self, world):
        self.world, self.odoo = world, world.sandbox.rpc("connector")
        product, = world.admin.search_read(
            "product.product", [("default_code", "=", "S05")], ["name"])
        self.service = product["id"]

    def bring(self, name, period, lines):
        """lines: (client code, its id or 0, quantity)."""
        return self.put(name, period, [
            self.line(row, name, period, *line) for row, line in enumerate(lines, start=1)])

    def put(self, name, period, rows):
        """rows: LINEs of the contract."""
        content = base64.b64encode(name.encode()).decode()
        opened = self.odoo.quittance("file_open", {
            "company_id": 1, "file_id": 0, "supplier_code": "CLEANING", "profile": "", "name": name,
            "period": period, "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "size": len(name), "channel": "cli", "sender": "", "content": content,
            "replaces_sha256": ""})
        put = self.odoo.quittance("lines_put", {
            "file_id": opened["file_id"], "reading": opened["reading"], "lines": rows})
        assert put["problems"] == []
        amounts = [Decimal(row["amount"]) for row in rows if row["amount"]]
        return self.odoo.quittance("file_close", {
            "file_id": opened["file_id"], "reading": opened["reading"], "lines": len(rows),
            "amount": f"{sum(amounts, Decimal(0)):.2f}", "unreadable": len(rows) - len(amounts),
            "controls": [], "warnings": []})

    def line(self, row, name, period, code, client_id, quantity, price=PRICE, **changes):
        unknown = not client_id
        amount = f"{Decimal(price) * Decimal(quantity):.2f}"
        return {
            "row": row, "key": f"t1{name}{row}", "content": f"{code}{quantity}{price}{name}{row}",
            "client_code": code,
            "client_id": client_id, "service_code": "S05", "service_id": self.service,
            "description": "Ménage courant", "quantity": str(quantity), "price": price,
            "amount": amount, "currency": "EUR", "date": f"{period}-12",
            "period": period, "ticket": f"{name}-{row}",
            "state": "quarantine" if unknown else "billable",
            "reason_code": "unknown_client" if unknown else "",
            "reason": f"No client has the code '{code}'." if unknown else "", "suggestion": "",
            **changes}
