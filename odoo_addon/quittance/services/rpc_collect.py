"""Collecting, as the connector drives it (docs/rpc_contract.md, Collect)."""

import time
from decimal import Decimal, InvalidOperation
from itertools import compress

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..models.worker_slot import spares_a_worker
from ..protocol import states

# A worker lives 120 seconds; a charge may take 10, and the answer must still go out.
EXECUTE_SECONDS = 40
CANDIDATES = 500


class QuittanceRpc(models.AbstractModel):
    _inherit = "quittance.rpc"

    # ------------------------------------------------------------------ asking

    @api.model
    def candidates(self, payload):
        """Open customer invoices, by id, each with its verdict and reason."""
        service, company = self._enter(payload)
        settings = service.env["quittance.settings"]._for_company(company)
        as_of = service._as_of(payload, settings, plan=True)
        limit = min(max(int(payload.get("limit") or CANDIDATES), 1), CANDIDATES)
        moves = service.env["account.move"].search(
            [*service.env["quittance.attempt"]._open_invoices(company),
             ("id", ">", int(payload.get("after_id") or 0))], order="id", limit=limit + 1)
        more = len(moves) > limit
        moves = moves[:limit]
        looks = service._looks(payload, company, moves, as_of) if moves else []
        return {
            "invoices": [service._prepare_candidate(look) for look in looks],
            "next": moves[-1:].id if more else 0,
        }

    def _looks(self, payload, company, moves, as_of):
        """`planned` is the sum of what the pages before would collect."""
        attempts, planned = self.env["quittance.attempt"], Decimal(payload.get("planned") or 0)
        rooms = self.env["quittance.cap.use"]._rooms_to_prepare(
            company, str(payload.get("run_key") or ""), as_of)
        return attempts._look_at(
            moves, as_of, attempts._as_if_on(company) if payload.get("as_if_on") else (),
            str(payload.get("release") or ""),
            {code: room - planned for code, room in rooms.items()})

    @api.model
    def _prepare_candidate(self, look):
        move, token = look.move, look.token
        return {
            "move_id": move.id, "name": move.name or "",
            "client_id": move.commercial_partner_id.id,
            "client": move.commercial_partner_id.display_name or "",
            "currency": move.currency_id.name, "residual": str(look.facts.residual),
            "due": str(look.facts.due),
            "due_date": fields.Date.to_string(move.invoice_date_due) or "",
            "verdict": "collect" if look.collects else "skip",
            "reason_code": look.code, "reason": look.sentence,
            "rail": "odoo" if token else "", "method_id": token.id or 0,
            "method": token.display_name or "" if token else "", "next_no": look.next_no,
        }

    @api.model
    def _as_of(self, payload, settings, plan=False):
        """The day of collecting: today where the company is; another only plans."""
        today = settings._today()
        text = payload.get("as_of") or ""
        day = fields.Date.to_date(text) if text else today
        if day != today and not plan and not self.env["quittance.policy"]._allows_as_of():
            raise UserError(_("Invoices are charged as of today alone; another day only plans."))
        return day

    # ------------------------------------------------------------------ driving

    @api.model
    @spares_a_worker
    def prepare(self, payload):
        """Create the attempts that may be made; one transaction, no outside call."""
        service, company = self._enter(payload)
        settings = service.env["quittance.settings"]._for_company(company)
        as_of = service._as_of(payload, settings)
        orders = service._limited(payload.get("attempts"), "invoices")
        run_key = str(payload.get("run_key") or "")
        found = service._prepare_orders(company, orders, run_key, as_of)
        attempts = service.env["quittance.attempt"].union(*(attempt for attempt, *_why in found))
        rows = {row["key"]: row for row in service._status_rows(attempts)}
        return {"attempts": [
            rows[attempt.key] if attempt else service._refused(str(order["key"]), code, sentence)
            for order, (attempt, code, sentence) in zip(orders, found, strict=True)]}

    def _prepare_orders(self, company, orders, run_key, as_of):
        """[(attempt or empty, error code, sentence)] of what the connector orders."""
        attempts = self.env["quittance.attempt"]
        wanted = [self._read_order(values) for values in orders]
        moves = self.env["account.move"].browse({one["move_id"] for one in wanted}).exists()
        moves.fetch(("company_id", "currency_id"))
        currency = {move.id: move.currency_id.name for move in moves if move.company_id == company}
        ours = [currency.get(one["move_id"]) == one["currency"] for one in wanted]
        answers = iter(attempts._prepare_all(
            list(compress(wanted, ours)), run_key=run_key, as_of=as_of))
        return [next(answers) if one else (attempts, "nothing_due", _("No such invoice."))
                for one in ours]

    @api.model
    def _read_order(self, values):
        try:
            return {
                "key": str(values["key"]), "move_id": int(values["move_id"]),
                "no": int(values["no"]), "amount": Decimal(values["amount"]),
                "rail": str(values["rail"]), "method_id": int(values["method_id"]),
                "currency": str(values["currency"]),
            }
        except (KeyError, TypeError, ValueError, InvalidOperation) as error:
            raise UserError(_("An order cannot be read: %s", error)) from error

    @api.model
    @spares_a_worker
    def execute(self, payload):
        """Charge the prepared ones, one after the other. Never sends twice."""
        service, attempts = self._attempts(payload)
        deadline = time.monotonic() + EXECUTE_SECONDS
        codes = service.env["quittance.attempt"]._execute_all(attempts, deadline)
        return service._statuses(
            payload, {attempt.key: code for attempt, code in codes.items() if code})

    @api.model
    @spares_a_worker
    def book(self, payload):
        """Payments and reconciliation of those that are done."""
        service, attempts = self._attempts(payload)
        attempts._book()
        problems = {one.key: "not_booked" for one in attempts
                    if one.state == states.DONE and not one.booked}
        return service._statuses(payload, problems)

    @api.model
    def status(self, payload):
        """What this database knows of each key."""
        service, _attempts = self._attempts(payload)
        return service._statuses(payload)

    @api.model
    @spares_a_worker
    def resolve(self, payload):
        """Ask about those that are old enough (all of them, or the keys given)."""
        service, attempts = self._attempts(payload)
        if not payload.get("keys"):
            limit = min(max(int(payload.get("limit") or 50), 1), 200)
            attempts = service.env["quittance.attempt"]._to_resolve(
                service.env.company, limit)
        keys, codes = payload.get("keys") or attempts.mapped("key"), {}
        deadline = time.monotonic() + EXECUTE_SECONDS
        for attempt in attempts:
            if time.monotonic() > deadline:
                codes[attempt.key] = "busy"
                continue
            codes[attempt.key] = attempt._resolve_isolated()
        company = service.env.company
        service.env["quittance.attempt"]._hear_of_returns(company)
        service.env["quittance.refund"]._resolve_open(company)
        service.env["quittance.refund"]._hear_all(company)
        return service._statuses({"keys": keys}, {key: code for key, code in codes.items() if code})

    @api.model
    def unfinished(self, payload):
        """Live attempts and done ones that are not booked, behind `after_attempt`, and the
        history since an event: a page of each."""
        service, company = self._enter(payload)
        limit = min(max(int(payload.get("limit") or 200), 1), 1000)
        attempts = service.env["quittance.attempt"].search(
            [("company_id", "=", company.id), ("id", ">", int(payload.get("after_attempt") or 0)),
             "|", ("state", "in", states.OPEN),
             "&", ("state", "=", "done"), ("booked", "=", False)], order="id", limit=limit + 1)
        more_attempts = len(attempts) > limit
        attempts = attempts[:limit]
        events = service.env["quittance.attempt.event"].search(
            [("company_id", "=", company.id),
             ("id", ">", int(payload.get("after_event") or 0))], order="id", limit=limit + 1)
        more = len(events) > limit
        events = events[:limit]
        return {
            "attempts": service._status_rows(attempts),
            "events": [service._prepare_event(one) for one in events],
            "next": events[-1:].id if more else 0,
            "next_attempt": attempts[-1:].id if more_attempts else 0,
        }

    @api.model
    def _prepare_event(self, event):
        return {
            "id": event.id, "key": event.attempt_id.key, "from": event.before or "",
            "to": event.after, "at": self._moment(event.at), "by": event.by.login or "",
            "why": event.why,
        }

    # ------------------------------------------------------------------ statuses

    def _attempts(self, payload):
        """(this model in sudo, the known attempts of the payload's keys, in their order)."""
        service, company = self._enter(payload)
        keys = [str(key) for key in service._limited(payload.get("keys") or [], "keys")]
        attempts = service.env["quittance.attempt"]
        found = {one.key: one for one in attempts.search(
            [("key", "in", keys), ("company_id", "=", company.id)])}
        ordered = [found[key].id for key in dict.fromkeys(keys) if key in found]
        return service, attempts.browse(ordered)

    def _statuses(self, payload, codes=None):
        codes = codes or {}
        keys = [str(key) for key in payload.get("keys") or []]
        found = self.env["quittance.attempt"].search(
            [("key", "in", keys), ("company_id", "=", self.env.company.id)])
        rows = {row["key"]: row for row in self._status_rows(found, codes)}
        return {"attempts": [rows.get(key) or self._refused(key, "", "") for key in keys]}

    @api.model
    def _status_rows(self, attempts, codes=None):
        """STATUS of each, in a few queries for all. `codes`: {key: error code}."""
        events = self.env["quittance.attempt.event"]._last_of(attempts)
        return [self._status(one, (codes or {}).get(one.key, ""), events.get(one.id, 0))
                for one in attempts]

    @api.model
    def _status(self, attempt, code, last_event):
        """STATUS of the contract."""
        return {
            **self._refused(attempt.key, code or self._stop_code(attempt),
                            attempt._message_with_next()),
            "state": attempt.state,
            "move_ids": attempt.row_ids.move_id.ids,
            "names": [move.name or "" for move in attempt.row_ids.move_id],
            "no": max(attempt.row_ids.mapped("no"), default=0),
            "client_id": attempt.client_id.id, "amount": str(attempt._amount_decimal()),
            "currency": attempt.currency_id.name, "rail": attempt.rail,
            "method_id": attempt.token_id.id or 0, "provider": attempt.provider_id.code or "",
            "provider_reference": attempt.provider_reference or "", "send_no": attempt.send_no,
            "booked": attempt.booked, "refunded": str(attempt._amount_decimal("refunded")),
            "extra": attempt.extra, "since": self._moment(attempt.since), "event": last_event,
            "ripe": attempt.state != states.PENDING or attempt._is_ripe(),
        }

    @api.model
    def _stop_code(self, attempt):
        """The code of a canceled attempt that says why; others have none."""
        return attempt.code or "" if attempt.state == states.CANCELED else (
            "not_booked" if attempt.book_problem and not attempt.booked else "")

    @api.model
    def _refused(self, key, code, message):
        """A STATUS of a key that this database does not know."""
        return {
            "key": key, "state": "", "error_code": code, "message": message, "move_ids": [],
            "names": [], "no": 0, "client_id": 0, "amount": "", "currency": "", "rail": "",
            "method_id": 0, "provider": "", "provider_reference": "", "send_no": 0,
            "booked": False, "refunded": "0", "extra": False, "since": "", "event": 0,
            "ripe": False,
        }
