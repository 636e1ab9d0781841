"""Storing a file's lines: 2,000 in one statement, each row once."""

import json

from odoo import _, models
from odoo.exceptions import UserError

from .amounts import decimal_of, period_of
from .line import REASONS

INSERT = """
    INSERT INTO quittance_line
           (company_id, supplier_id, file_id, row, key, content, client_code, client_id,
            service_code, product_id, description, quantity, price, amount, amount_known, currency,
            currency_id, date, period, ticket, tax_rate, tax_included, raw, state, read_state,
            reason_code, reason, problems, suggestion, readings, reading_keys, create_uid,
            write_uid, create_date, write_date)
    SELECT %(company)s, %(supplier)s, %(file)s, row, key, content, client_code, client_id,
           service_code, product_id, description, quantity, price, amount, amount IS NOT NULL,
           currency, currency_id, date, period, ticket, tax_rate, tax_included, raw, 'reading',
           read_state, reason_code, reason, problems, suggestion, readings, reading_keys, %(uid)s,
           %(uid)s,
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM json_to_recordset(%(rows)s) AS given(
           row int, key text, content text, client_code text, client_id int, service_code text,
           product_id int, description text, quantity numeric, price numeric, amount numeric,
           currency text, currency_id int, date date, period text, ticket text, tax_rate text,
           tax_included boolean, raw text, read_state text, reason_code text,
           reason text, problems jsonb, suggestion text, readings jsonb, reading_keys jsonb)
    ON CONFLICT (file_id, row) DO NOTHING
    RETURNING row
"""
# Rows that were there before with something else in them.
DIFFERENT = """
    SELECT stored.row FROM json_to_recordset(%(rows)s) AS given(
           row int, key text, content text, amount numeric, client_id int, product_id int,
           read_state text, period text, tax_rate text, tax_included boolean, readings jsonb,
           reading_keys jsonb)
      JOIN quittance_line stored ON stored.file_id = %(file)s AND stored.row = given.row
     WHERE stored.read_state <> given.read_state OR stored.period <> given.period
        OR stored.tax_rate IS DISTINCT FROM given.tax_rate
        OR stored.tax_included IS DISTINCT FROM given.tax_included
        OR stored.readings IS DISTINCT FROM given.readings
        OR stored.reading_keys IS DISTINCT FROM given.reading_keys
        OR (stored.reading_by IS NULL AND (stored.key <> given.key
            OR stored.content <> given.content OR stored.amount IS DISTINCT FROM given.amount))
        OR (stored.state = 'reading' AND (stored.client_id IS DISTINCT FROM given.client_id
            OR stored.product_id IS DISTINCT FROM given.product_id))
"""
TEXTS = ("content", "client_code", "service_code", "description", "currency", "ticket", "tax_rate",
         "raw", "suggestion")


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _put_lines(self, lines):
        """Store LINEs of docs/rpc_contract.md: {stored, repeated, problems}.

        A row with a wrong value is reported and not stored; the others are. A row that was
        stored before with other values is reported as `other_values`.
        """
        self.ensure_one()
        known = self._known_ids(lines)
        rows, problems = [], []
        for line in lines:
            try:
                rows.append(self._prepare_row(line, known))
            except UserError as error:
                row = line.get("row") if isinstance(line, dict) else 0
                problems.append({"row": row or 0, "code": "invalid", "message": str(error)})
        args = {
            "company": self.company_id.id, "supplier": self.supplier_id.id, "file": self.id,
            "uid": self.env.uid, "rows": json.dumps(rows),
        }
        cr = self.env.cr
        self.env.flush_all()
        stored = set()
        if self.state == "reading":
            cr.execute(INSERT, args)
            stored = {row[0] for row in cr.fetchall()}
        self._check_known(rows, stored)
        cr.execute(DIFFERENT, args)
        problems += [
            {"row": row, "code": "other_values",
             "message": self.env._("Row %s was stored before with other values.", row)}
            for (row,) in cr.fetchall()
        ]
        self.env["quittance.line"].invalidate_model()
        return {"stored": len(stored), "repeated": len(rows) - len(stored), "problems": problems}

    def _check_known(self, rows, stored):
        """A file that was read takes no further rows."""
        if self.state == "reading" or not rows:
            return
        self.env.cr.execute(
            "SELECT count(*) FROM quittance_line WHERE file_id = %s AND row IN %s",
            [self.id, tuple(row["row"] for row in rows)],
        )
        if self.env.cr.fetchone()[0] != len({row["row"] for row in rows}):
            raise UserError(_("The file %s is not being read: it takes no lines.", self.name))

    def _known_ids(self, lines):
        """Which clients, services and currencies of the lines this company has."""
        wanted = [line for line in lines if isinstance(line, dict)]
        own = ("company_id", "in", (False, self.company_id.id))
        clients = self.env["res.partner"].with_context(active_test=False).search(
            [("id", "in", [one.get("client_id") or 0 for one in wanted]), own]
        )
        products = self.env["product.product"].with_context(active_test=False).search(
            [("id", "in", [one.get("service_id") or 0 for one in wanted]), own]
        )
        currencies = self.env["res.currency"].search([])
        return {
            "clients": {one.id: one.commercial_partner_id.id for one in clients},
            "products": set(products.ids),
            "currencies": {one.name: one for one in currencies},
            "reasons": {code for code, _label in REASONS},
        }

    def _prepare_row(self, line, known):
        """The columns of one LINE; UserError says what is wrong with it."""
        if not isinstance(line, dict) or not isinstance(line.get("row"), int) or line["row"] < 1:
            raise UserError(_("A line needs its row, from 1."))
        billable = line.get("state") == "billable"
        if not billable and line.get("state") != "quarantine":
            raise UserError(_("A line comes as billable or quarantine, not %s.", line.get("state")))
        currency = known["currencies"].get(line.get("currency"))
        amount = decimal_of(self.env, line.get("amount"), _("Amount"))
        row = {
            **{name: _text(line.get(name)) for name in TEXTS},
            "row": line["row"],
            "key": _text(line.get("key")) or f"r1:{self.id}:{line['row']}",
            "client_id": self._known_id(line, "client_id", known["clients"]),
            "product_id": self._known_id(line, "service_id", known["products"]),
            "quantity": _number(self.env, line.get("quantity"), _("Quantity")),
            "price": _number(self.env, line.get("price"), _("Price")),
            "amount": None if amount is None else f"{amount:f}",
            "currency_id": currency.id if currency else None,
            "date": line.get("date") or None,
            "tax_included": bool(line.get("tax_included")),
            "period": period_of(self.env, line.get("period") or "", empty=not billable),
            "read_state": "billable" if billable else "quarantine",
            **self._prepare_problems([] if billable else [line, *(line.get("further") or [])], known),
        }
        row["readings"], row["reading_keys"] = (
            self.env["quittance.line"]._prepare_readings(line))
        self._check_row(row, billable)
        return row

    def _prepare_problems(self, said, known):
        """Why the line is quarantined, the gravest first: its columns."""
        problems = [
            {"code": one.get("reason_code") or one.get("code"),
             "reason": (_text(one.get("reason")) or "").replace("\n", " ")} for one in said]
        for problem in problems:
            if problem["code"] not in known["reasons"]:
                raise UserError(_("Unknown reason for the quarantine: %s", problem["code"]))
        return {"problems": problems or None,
                "reason_code": problems[0]["code"] if problems else None,
                "reason": "\n".join(one["reason"] for one in problems) or None}

    def _known_id(self, line, name, known):
        """The id when the company has it (a client's is the commercial entity's), None for 0."""
        wanted = line.get(name) or 0
        if not wanted:
            return None
        if wanted not in known:
            raise UserError(_("%(what)s %(id)s is not known in this company.", what=name, id=wanted))
        return known[wanted] if isinstance(known, dict) else wanted

    def _check_row(self, row, billable):
        if billable and not (row["client_id"] and row["product_id"] and row["amount"]):
            raise UserError(_("A billable line needs client, service and amount."))


def _text(value):
    """Text without zero bytes, which PostgreSQL refuses; None when empty."""
    if value in (None, False, ""):
        return None
    return str(value).replace("\x00", "")


def _number(env, value, what):
    number = decimal_of(env, value, what)
    return None if number is None else f"{number:f}"
