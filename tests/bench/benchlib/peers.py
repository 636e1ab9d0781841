"""The two peers: Odoo's own importer (`load`), and a script that makes one invoice per call."""

import time

CLIENTS_PER_LOAD = 50
COLUMNS = [
    "move_type", "partner_id/.id", "invoice_line_ids/product_id/.id", "invoice_line_ids/name",
    "invoice_line_ids/quantity", "invoice_line_ids/price_unit", "invoice_line_ids/tax_ids/.id",
]


def load(odoo, work):
    """Draft `work` through Odoo's importer, 50 invoices a call. Seconds.

    work: [(partner id, [(product id, tax id, text, quantity text, price text)])]
    """
    started = time.monotonic()
    for first in range(0, len(work), CLIENTS_PER_LOAD):
        rows = [row for client in work[first:first + CLIENTS_PER_LOAD] for row in _rows(client)]
        answer = odoo("account.move", "load", COLUMNS, rows)
        if not answer["ids"]:
            raise RuntimeError(f"Odoo's importer refused: {answer['messages'][:2]}")
    return time.monotonic() - started


def _rows(client):
    partner, lines = client
    for index, (product, tax, text, quantity, price) in enumerate(lines):
        head = ["out_invoice", str(partner)] if index == 0 else ["", ""]
        yield [*head, str(product), text, quantity, price, str(tax)]


def one_call_per_invoice(odoo, work):
    """Draft `work` with one `create` per invoice. Seconds."""
    started = time.monotonic()
    for partner, lines in work:
        odoo("account.move", "create", [_values(partner, lines)])
    return time.monotonic() - started


def _values(partner, lines):
    return {
        "move_type": "out_invoice",
        "partner_id": partner,
        "invoice_line_ids": [
            (0, 0, {"product_id": product, "name": text, "quantity": float(quantity),
                    "price_unit": float(price), "tax_ids": [(6, 0, [tax])]})
            for product, tax, text, quantity, price in lines
        ],
    }
