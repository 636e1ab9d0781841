"""Preparing an attempt: one transaction, no outside call."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from ..protocol import caps, keys, preflight, states

LEASE_MINUTES = 60
STOPPING = ("stopped", "not_bound", "restore_open")
OVERRIDES = {"run": (), "restore": (), "hand": preflight.BY_HAND, "client": preflight.BY_CLIENT}


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    # ------------------------------------------------------------------ preparing

    @api.model
    def _prepare(self, move, order, origin="run", run_key="", as_of=None):
        """The attempt of an order {key, no, amount: Decimal, rail, method_id}.

        Answers (attempt or empty, error code, sentence). The same order again: the same attempt.
        """
        known = self.search([("key", "=", order["key"])])
        if known:
            return known._same_order(move, order)
        try:
            move.lock_for_update(allow_referencing=True)
        except LockError:
            return self.browse(), "busy", _("Somebody works on this invoice. Ask again.")
        move.invalidate_recordset()
        token = self.env["payment.token"].sudo().browse(order["method_id"]).exists()
        self._read_for_checks(move, token)
        code, facts = self._order_problem(move, order, token, origin, as_of)
        code = code or self._cap_problem(move, order["amount"], origin, run_key)
        if code:
            return self.browse(), code, self._reason_sentence(code, move, token, facts)
        self._crash_point("prepare.checked")
        attempt = self._create_prepared(move, order, token, origin, run_key, as_of)
        self._crash_point("prepare.created")
        return attempt, "", ""

    def _same_order(self, move, order):
        """The known attempt; other values under its key are an error."""
        row = self.row_ids
        same = (row.move_id == move and row.no == order["no"] and self.rail == order["rail"]
                and self._amount_decimal() == order["amount"]
                and self.token_id.id == order["method_id"])
        if not same:
            raise UserError(_("Key %s is that of another attempt.", self.key))
        return self, "", ""

    @api.model
    def _order_problem(self, move, order, token, origin, as_of):
        """(why this order is refused, '' when it is not; the facts, None when none were read)."""
        if order["rail"] != "odoo" or not token:
            return "no_method", None
        chosen, problem = token._quittance_choose(move.commercial_partner_id, move.company_id)
        if not problem and chosen != token:
            problem = "method_other"
        facts = self._facts(move, as_of, token, problem, origin=origin)
        code = preflight.reason(facts, OVERRIDES[origin])
        if code != preflight.COLLECT:
            return code, facts
        amount = order["amount"]
        allowed = facts.due or (facts.residual if origin == "hand" else 0)
        if not 0 < amount <= allowed:
            return "nothing_due", facts
        if order["no"] != self.env["quittance.attempt.invoice"]._next_no(move):
            return "live_attempt", facts
        return "" if order["key"] == self._derive(move, order) else "wrong_key", facts

    @api.model
    def _cap_problem(self, move, amount, origin, run_key):
        """Why this charge is too much for its run or its day, as far as we see now. `execute` looks
        again, one charge of the company at a time."""
        company = move.company_id
        if origin == "client":
            return ""
        if origin == "run" and self.env["quittance.release"]._refuses(
                company, run_key, move, amount):
            return "not_released"
        rooms = self.env["quittance.cap.use"]._rooms_to_prepare(company, run_key or None)
        return caps.fit([amount], rooms)[0]

    @api.model
    def _derive(self, move, order):
        return keys.derive(
            self.env["quittance.ledger"]._get().epoch, move.company_id.id, move.id, order["no"],
            keys.to_minor(order["amount"], move.currency_id.decimal_places),
            move.currency_id.name, order["rail"], order["method_id"])

    @api.model
    def _create_prepared(self, move, order, token, origin, run_key, as_of):
        transaction = self.env["payment.transaction"].sudo()._quittance_create(
            self._prepare_transaction(move, order, token))
        _due, discount = move._quittance_due(as_of)
        if discount and order["amount"] != _due:
            discount = None
        attempt = self.create({
            "key": order["key"], "company_id": move.company_id.id,
            "client_id": move.commercial_partner_id.id, "amount": float(order["amount"]),
            "currency_id": move.currency_id.id, "rail": order["rail"], "origin": origin,
            "run_key": run_key or False, "as_of": as_of, "token_id": token.id,
            "provider_id": token.provider_id.id, "transaction_id": transaction.id,
            "state": states.PREPARED, "discount": discount or False,
            "lease_until": fields.Datetime.now() + timedelta(minutes=LEASE_MINUTES),
            "row_ids": [Command.create({
                "move_id": move.id, "no": order["no"], "amount": float(order["amount"])})],
        })
        origins = dict(attempt._fields["origin"]._description_selection(self.env))
        attempt._log("", states.PREPARED, _("Prepared: %s", origins[origin]))
        self.env.flush_all()
        return attempt

    @api.model
    def _prepare_transaction(self, move, order, token):
        """Values of the one transaction; no payment yet, so that nobody cancels it."""
        return {
            "provider_id": token.provider_id.id,
            "payment_method_id": token.payment_method_id.id,
            "reference": order["key"], "amount": float(order["amount"]),
            "currency_id": move.currency_id.id, "partner_id": token.partner_id.id,
            "token_id": token.id, "operation": "offline",
            "invoice_ids": [Command.set(move.ids)],
        }

    # ------------------------------------------------------------------ by hand

    @api.model
    def _collect_now(self, move):
        """Prepare, execute and book one invoice because a person asked for it."""
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        client = move.commercial_partner_id
        token, problem = self.env["payment.token"]._quittance_choose(client, move.company_id)
        if problem:
            raise UserError(self._reason_sentence(problem, move, token))
        due, _discount = move._quittance_due(settings._today())
        order = {
            "move_id": move.id, "no": self.env["quittance.attempt.invoice"]._next_no(move),
            "amount": due or move._quittance_residual(), "rail": "odoo", "method_id": token.id,
        }
        order["key"] = self._derive(move, order)
        attempt, code, sentence = self._prepare(
            move, order, origin="hand", as_of=settings._today())
        if code:
            raise UserError(sentence)
        self._commit()
        attempt._execute()
        attempt._book()
        return attempt
