"""A connector that reads samples, as docs/rpc_contract.md says: for semicolon-separated text.

It stands in where a test is about the screen. What it does not know it leaves out.
"""

import base64
import csv
import io
import json
import threading
from decimal import Decimal, InvalidOperation

LINES_SHOWN = 50
WORDS = {"client": ("ID client", "Client"), "service": ("Type", "Prestation"),
         "quantity": ("Quantité",), "price": ("Prix",)}


class SampleReader:
    """Claims and answers previews beside the block, under the connector's own user."""

    def __init__(self, sandbox, supplier):
        self._odoo, self._supplier = sandbox.rpc("connector"), supplier
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._stop.set()
        self._thread.join()

    def _serve(self):
        while not self._stop.wait(0.3):
            claimed = self._odoo.quittance("previews_claim", {
                "company_id": 1, "worker": "stand-in", "limit": 1, "lease_seconds": 30})
            for preview in claimed["previews"]:
                self._odoo.quittance("preview_answer", {
                    "preview_id": preview["preview_id"],
                    "answer": json.dumps(self._answer(preview))})

    def _content(self, preview):
        parts, offset = [], 0
        while offset < preview["size"]:
            part = base64.b64decode(self._odoo.quittance("preview_read", {
                "preview_id": preview["preview_id"], "offset": offset, "length": 1000})["content"])
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def _answer(self, preview):
        text = self._content(preview).decode("windows-1252")
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row]
        header = rows[0]
        profile = preview["profile"] or self._proposal(header)
        places = {thing: header.index(name) for thing, name in profile["columns"].items()
                  if name in header}
        missing = [name for name in profile["columns"].values() if name and name not in header]
        self._directory = self._odoo.quittance("directory", {
            "company_id": 1, "supplier_code": self._supplier})
        constants = profile.get("constants") or {}
        lines = [] if missing else [
            self._line(number, row, places, constants) for number, row in enumerate(rows[1:], 2)
            if not row[0].startswith(profile["total_label"] or "\0")]
        problems = [{"row": line["row"], "column": header[places["client"]],
                     "code": "unknown_client", "message": line["problem"]}
                    for line in lines if line["problem"]]
        return {
            "error": {"code": "columns", "row": 1, "message":
                      f"No column is named {missing[0]}."} if missing else None,
            "recognised": {
                "format": "csv", "charset": "windows-1252", "delimiter": ";", "quote": '"',
                "decimal_mark": ",", "thousands_mark": " ", "date_format": "", "header_row": 1,
                "sheets": [], "headers": header},
            "profile": profile, "cells": rows[:30], "lines": lines[:LINES_SHOWN],
            "problems": problems,
            "totals": {"lines": len(lines), "unreadable": 0, "problems": len(problems),
                       "amount": str(sum((Decimal(line["amount"] or 0) for line in lines),
                                         Decimal(0)))},
        }

    @staticmethod
    def _proposal(header):
        columns = {thing: next((word for word in words if word in header), "")
                   for thing, words in WORDS.items()}
        return {"name": "", "format": "csv", "delimiter": ";", "charset": "windows-1252",
                "decimal_mark": ",", "thousands_mark": " ", "date_format": "", "header_row": 1,
                "period_rule": "filename", "total_label": "TOTAL", "columns": columns}

    def _line(self, number, row, places, constants):
        said = {thing: row[place].strip() or constants.get(thing, "")
                for thing, place in places.items()}
        client = said.get("client", "")
        known = any(one["code"] == client for one in self._directory["clients"])
        service = said.get("service", "")
        quantity, price = (self._number(said.get(name, "")) for name in ("quantity", "price"))
        return {
            "row": number, "client_code": client, "client_known": known, "service_code": service,
            "service_known": any(one["name"] == service for one in self._directory["services"]),
            "quantity": quantity, "price": price, "date": "", "ticket": "",
            "amount": str((Decimal(quantity) * Decimal(price)).quantize(Decimal("0.01")))
            if quantity and price else "",
            "comment": said.get("comment", ""),
            "problem": "" if known else f"The client {client} is not known.",
        }

    @staticmethod
    def _number(text):
        plain = text.replace("€", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            return str(Decimal(plain))
        except InvalidOperation:
            return ""
