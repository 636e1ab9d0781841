"""Writing drafts: many months at once, each service on exactly one invoice line."""

from dataclasses import dataclass, field
from decimal import Decimal

from odoo import Command, _, models
from odoo.tools import format_date

from .amounts import decimal_text
from .line_pricing import WORTH
from .line_tax import prepare_fixed_taxes

QUIET = {
    "tracking_disable": True, "mail_notrack": True, "mail_create_nolog": True,
    "mail_create_nosubscribe": True, "mail_auto_subscribe_no_notify": True,
    "quittance_drafting": True,
}


@dataclass
class MonthRequest:
    """One month of `draft_apply`, as asked for and as it went."""

    key: tuple  # client id, period, currency id, kind, group
    currency: object
    lines: list  # DRAFT_LINE
    withdraw: list  # ids of service lines
    untaxed: Decimal  # sum of `lines`, in the sense of an invoice
    month: object = None
    status: str = ""
    message: str = ""
    to_write: list = field(default_factory=list)
    to_withdraw: list = field(default_factory=list)
    read_back: Decimal = Decimal(0)

    @property
    def refused(self):
        return self.status == "refused"

    def refuse(self, message):
        self.status, self.message = "refused", message


def _is_hinted(request):
    """Every line's balance is given, in the only currency: Odoo need not look what it would be."""
    return request.currency == request.month.company_id.currency_id and all(
        line["balance"] is not None and line["balance"] == line["amount_currency"]
        for line in request.to_write)


class QuittanceMonth(models.Model):
    _inherit = "quittance.month"

    def _draft(self, company, requests):
        """Create or extend the draft of each request; their status and figures are set.

        Everything is locked first, so that a second caller finds it done: `unchanged`.
        """
        analytics = self.env["account.analytic.distribution.model"].sudo()
        self = self.with_context(no_analytics=not analytics.search_count([], limit=1))
        services = self._lock_services(company, requests)
        months = self._locked(company, {request.key for request in requests})
        for request in requests:
            request.month = months.get(request.key, self.browse())
            self._sort_out(request, services)
        ready = [one for one in requests if not one.status]
        made = self._ensure(company, {one.key for one in ready if not one.month})
        for request in ready:
            request.month = request.month or made[request.key]
        self._take_off(ready)
        self._create_drafts([one for one in ready if not one.month.move_id])
        self._extend_drafts([one for one in ready if one.status != "created"])
        self._link(ready)
        self._compare(ready)
        if ready:
            self.env["quittance.statistics"]._refresh(
                "account_move", "account_move_line", "quittance_line"
            )

    # ------------------------------------------------------------------ looking

    def _lock_services(self, company, requests):
        """{id: row} of every service line named, locked; ids that are unknown are missing."""
        ids = {line["line_id"] for one in requests for line in one.lines}
        ids |= {line_id for one in requests for line_id in one.withdraw}
        self.env.flush_all()
        if not ids:
            return {}
        self.env.cr.execute(
            "SELECT id FROM quittance_line WHERE id IN %s ORDER BY id FOR UPDATE", [tuple(ids)]
        )
        self.env["quittance.line"].browse(ids)._refresh_edited()
        self.env.cr.execute(
            f"""
            SELECT line.id, line.client_id, line.currency_id, line.period, line.product_id,
                   line.state, line.month_id, COALESCE(line.withdraw, false) AS withdraw,
                   COALESCE(line.edited, false) AS edited, {WORTH}::text AS amount,
                   line.net_taxes, line.net_amount::text AS net_amount,
                   COALESCE(line.bill_amount, line.amount)::text AS gross,
                   COALESCE(line.keep_billed, false) AS keep_billed, month.state AS month_state,
                   reversal.move_id AS reversal_move,
                   month.credit_note_id AS credit_note
              FROM quittance_line line
              LEFT JOIN quittance_month month ON month.id = line.month_id
              LEFT JOIN account_move_line reversal ON reversal.id = line.reversal_line_id
             WHERE line.id IN %s AND line.company_id = %s
            """,
            [tuple(ids), company.id],
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    def _sort_out(self, request, services):
        """What of the request is still to be done; refused when the month or a line forbids it."""
        month = request.month
        for line in request.lines:
            row = services.get(line["line_id"])
            verdict = self._verdict_of(request, line, row)
            if verdict == "write":
                request.to_write.append({**line, "service": row})
            elif verdict != "done":
                return request.refuse(verdict)
        for line_id in request.withdraw:
            row = services.get(line_id)
            if not row or (row["month_id"] and row["month_id"] != month.id):
                return request.refuse(_("Service line %s is not on this invoice.", line_id))
            if row["state"] == "billed" and row["withdraw"] and not row["edited"]:
                request.to_withdraw.append(line_id)
        if not request.to_write and not request.to_withdraw:
            request.status = "unchanged"
        elif month and month.state != "open":
            request.refuse(self._closed_message(month))
        elif month.move_id and month.move_id.state != "draft":
            request.refuse(_("The invoice of this month is no draft any more."))
        return None

    def _verdict_of(self, request, line, row):
        """'write', 'done' (already on this month's invoice), or why it is refused."""
        month, line_id = request.month, line["line_id"]
        client_id, _period, currency_id = request.key[:3]
        if not row or (row["client_id"], row["currency_id"]) != (client_id, currency_id):
            return _("Service line %s is not one of this client and currency.", line_id)
        if line["reverses"]:
            if row["state"] == "credited" and month.move_id.id == row["reversal_move"]:
                return "done"
            may = (row["state"] == "billed" and row["withdraw"] and not row["edited"]
                   and not row["keep_billed"] and not row["credit_note"]
                   and row["month_state"] == "posted")
            expected = -Decimal(row["amount"])
        else:
            if row["state"] == "billed" and row["month_id"] == month.id:
                return "done"
            may, expected = row["state"] == "billable", Decimal(row["amount"] or 0)
        if not may:
            return _("Service line %(id)s is %(state)s.", id=line_id, state=row["state"])
        if line["untaxed"] != expected:
            return _("Service line %(id)s is worth %(amount)s, not %(untaxed)s.", id=line_id,
                     amount=decimal_text(expected), untaxed=decimal_text(line["untaxed"]))
        return "write"

    def _closed_message(self, month):
        if month.state == "posted":
            return _("This month was posted: its services go onto the month being drafted.")
        return _("The month is asked about (%s): decide in Quittance › Months.",
                 month.question or month.decision_reason or month.state)

    # ------------------------------------------------------------------ writing

    def _take_off(self, requests):
        """Withdrawn services leave the open drafts."""
        ids = [line_id for one in requests for line_id in one.to_withdraw]
        if not ids:
            return
        lines = self.env["quittance.line"].browse(ids)
        invoice_lines = lines.invoice_line_id
        lines._set_taken_back({"invoice_line_id": False, "month_id": False, "withdraw": False})
        invoice_lines.with_context(**QUIET).unlink()

    def _create_drafts(self, requests):
        """One create for all new drafts."""
        requests = [one for one in requests if one.to_write]
        if not requests:
            return
        vals_list = [one.month._prepare_move(one) for one in requests]
        context = QUIET | {"skip_invoice_line_sync": all(map(_is_hinted, requests))}
        moves = self.env["account.move"].with_context(**context).create(vals_list)
        for request, move in zip(requests, moves, strict=True):
            request.month.write({"move_id": move.id})
            request.status = "created"

    def _extend_drafts(self, requests):
        for request in requests:
            request.status = "extended"
            move = request.month.move_id.with_context(**QUIET)
            if request.to_write:
                sign = -1 if move.move_type == "out_refund" else 1
                move.write({"invoice_line_ids": [
                    Command.create(self._prepare_invoice_line(line, sign))
                    for line in request.to_write
                ]})

    def _prepare_move(self, request):
        """The new draft: no date (set when posted), the client's invoice address, a payment term."""
        self.ensure_one()
        client = self.client_id
        address = client.browse(client.address_get(["invoice"])["invoice"])
        refund = request.untaxed < 0
        lang = address.lang or client.lang or self.env.lang or "en_US"
        month = format_date(self.env, f"{self.period}-01", lang_code=lang, date_format="MMMM y")
        text = self.with_context(lang=lang).env._("Services of %s", month)
        terms = (address.property_payment_term_id or client.property_payment_term_id
                 or self.env["quittance.settings"]._for_company(self.company_id)
                 .default_payment_term_id)
        return {
            "move_type": "out_refund" if refund else "out_invoice",
            "partner_id": address.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_payment_term_id": terms.id,
            "ref": text,
            "narration": text,
            "quittance_month_id": self.id,
            "invoice_line_ids": [
                Command.create(self._prepare_invoice_line(line, -1 if refund else 1))
                for line in request.to_write
            ],
        }

    def _prepare_invoice_line(self, line, sign):
        """sign -1 on a credit note, where Odoo counts the other way round."""
        vals = {
            "name": line["name"],
            "product_id": line["product_id"],
            "quantity": float(sign * line["quantity"]),
            "price_unit": float(line["price_unit"]),
            "account_id": line["account_id"],
            "tax_ids": [Command.set(line["tax_ids"])],
            "quittance_line_id": line["line_id"],
            "quittance_reverses": line["reverses"],
            **self._prepare_analytics(),
            **prepare_fixed_taxes(line, sign),
        }
        # Hints: with them Odoo skips a write per line, and corrects them where they are wrong.
        if line["balance"] is not None and line["amount_currency"] is not None:
            vals.update(balance=float(line["balance"]),
                        amount_currency=float(line["amount_currency"]))
            if line["tax_tag_ids"]:
                vals["tax_tag_ids"] = [Command.set(line["tax_tag_ids"])]
        return vals

    def _prepare_analytics(self):
        """Where there is no distribution model, say so: Odoo would write "none" line by line."""
        return {"analytic_distribution": False} if self.env.context.get("no_analytics") else {}

    # ------------------------------------------------------------------ linking and reading back

    def _link(self, requests):
        """Each service keeps its invoice line and the values that stand there."""
        moves = self.browse([one.month.id for one in requests]).move_id
        if not moves:
            return
        self.env.flush_all()
        negative = moves.filtered(lambda move: move.amount_total < 0)
        if negative:
            negative.with_context(**QUIET)._quittance_switch_type()
            self.env.flush_all()
        self.env["quittance.line"]._link_to(moves)
        self.env["quittance.line"].invalidate_model()

    def _compare(self, requests):
        """What Odoo made of it against what was asked for, to the cent."""
        for request in requests:
            asked = {(line["line_id"], line["reverses"]): line["untaxed"]
                     for line in request.to_write}
            if not asked:
                continue
            self.env.cr.execute(
                "SELECT line.quittance_line_id, COALESCE(line.quittance_reverses, false),"
                "  (CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END"
                "   * line.price_subtotal)::text, (-line.balance)::text"
                " FROM account_move_line line JOIN account_move move ON move.id = line.move_id"
                " WHERE line.move_id = %s AND line.quittance_line_id IN %s",
                [request.month.move_id.id, tuple({key[0] for key in asked})],
            )
            found = {(row[0], row[1]): Decimal(row[2]) for row in self.env.cr.fetchall()}
            request.read_back = sum((found.get(key, Decimal(0)) for key in asked), Decimal(0))
            if (request.read_back != request.untaxed
                    or any(found.get(key) != amount for key, amount in asked.items())):
                request.status = "difference"
                request.message = _(
                    "Odoo makes %(found)s of %(asked)s before tax: look at the draft.",
                    found=decimal_text(request.read_back), asked=decimal_text(request.untaxed),
                )
                request.month.message_post(body=request.message)
        self._touch_written(requests)

    def _touch_written(self, requests):
        for request in requests:
            count = len(request.to_withdraw)
            if count:
                request.month.message_post(
                    body=_("1 service was taken off by a correction.") if count == 1
                    else _("%s services were taken off by a correction.", count))

    def _answer_of(self, request):
        """The answer's row for one request."""
        move = (request.month or self.browse()).move_id
        sign = -1 if move.move_type == "out_refund" else 1
        decimals = request.currency.decimal_places
        total = untaxed = Decimal(0)
        if move:
            self.env.cr.execute(
                "SELECT amount_untaxed::text, amount_total::text FROM account_move WHERE id = %s",
                [move.id],
            )
            untaxed, total = (sign * Decimal(value or 0) for value in self.env.cr.fetchone())
        client_id, period, _currency_id, kind, group = request.key
        return {
            "client_id": client_id, "period": period, "currency": request.currency.name,
            "kind": kind, "group": group,
            "month_id": request.month.id if request.month else 0,
            "move_id": move.id or 0,
            "status": request.status,
            "written": len(request.to_write) + len(request.to_withdraw)
            if request.status in ("created", "extended", "difference") else 0,
            "untaxed": decimal_text(untaxed, decimals),
            "total": decimal_text(total, decimals),
            "message": request.message,
        }
