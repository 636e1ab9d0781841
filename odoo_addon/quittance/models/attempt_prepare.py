"""Preparing an attempt: one transaction, no outside call."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..protocol import caps, keys, preflight, states

LEASE_MINUTES = 60
STOPPING = ("stopped", "not_bound", "restore_open")
OVERRIDES = {"run": set(), "restore": set(), "hand": preflight.BY_HAND,
             "client": preflight.BY_CLIENT}


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    # ------------------------------------------------------------------ preparing

    @api.model
    def _prepare(self, order, origin="run", run_key="", as_of=None):
        """(attempt or empty, error code, sentence) of one order: see `_prepare_all`."""
        return self._prepare_all([order], origin, run_key, as_of)[0]

    @api.model
    def _prepare_all(self, orders, origin="run", run_key="", as_of=None):
        """[(attempt or empty, error code, sentence)] of orders of one company, in their order.

        An order is {key, move_id, no, amount: Decimal, rail, method_id}, by hand with what
        `_plan_by_hand` adds. The same order again: the same attempt. The invoices are locked first
        and looked at together.
        """
        found, waiting = {}, list(enumerate(orders))
        while waiting:
            # An invoice's second order of the call meets what became of the first.
            first = {order["move_id"]: (at, order) for at, order in reversed(waiting)}
            now = sorted(first.values(), key=lambda one: one[0])
            waiting = [one for one in waiting if first[one[1]["move_id"]] != one]
            answers = self._prepare_some([order for _at, order in now], origin, run_key, as_of)
            found.update(zip((at for at, _order in now), answers, strict=True))
        return [found[at] for at in range(len(orders))]

    @api.model
    def _prepare_some(self, orders, origin, run_key, as_of):
        """The same for orders of which no two are for one invoice."""
        known = {one.key: one for one in self.search(
            [("key", "in", [order["key"] for order in orders])])}
        new = [order for order in orders if order["key"] not in known]
        moves = self.env["account.move"].browse([order["move_id"] for order in new])
        locked = moves.try_lock_for_update(allow_referencing=True)
        locked.invalidate_recordset()
        refused = {order["key"]: ("busy", _("Somebody works on this invoice. Ask again."))
                   for order in new if order["move_id"] not in locked._ids}
        wanted = [order for order in new if order["key"] not in refused]
        if wanted:
            refused.update(self._refusals(wanted, origin, run_key, as_of))
            self._crash_point("prepare.checked")
            wanted = [order for order in wanted if order["key"] not in refused]
            made = self._create_prepared(wanted, origin, run_key, as_of)
            self._crash_point("prepare.created")
            made = {attempt.key: (attempt, "", "") for attempt in made}
        return [known[order["key"]]._same_order(order) if order["key"] in known else
                made[order["key"]] if order["key"] not in refused else
                (self.browse(), *refused[order["key"]]) for order in orders]

    def _same_order(self, order):
        """The known attempt; other values under its key are an error."""
        row = self.row_ids
        same = (row.move_id.id == order["move_id"] and row.no == order["no"]
                and self.rail == order["rail"] and self._amount_decimal() == order["amount"]
                and self.token_id.id == order["method_id"])
        if not same:
            raise UserError(_("Key %s is that of another attempt.", self.key))
        return self, "", ""

    # ------------------------------------------------------------------ checking

    @api.model
    def _refusals(self, orders, origin, run_key, as_of):
        """{key: (code, sentence)} of those that may not be prepared, their invoices locked."""
        moves = self.env["account.move"].browse([order["move_id"] for order in orders])
        tokens = self.env["payment.token"].sudo().browse(
            {order["method_id"] for order in orders}).exists()
        self._read_for_checks(moves, tokens)
        known = {token.id: token for token in tokens}
        asked = {move: known[order["method_id"]] for move, order in zip(moves, orders, strict=True)
                 if order["rail"] == "odoo" and order["method_id"] in known}
        chosen = self._chosen(asked)
        looked_at = moves.filtered(lambda move: move in chosen)
        rows = self._rows_of(looked_at)
        facts = self._facts_of(looked_at, as_of, chosen, origin=origin, rows=rows) if chosen else {}
        codes = {}
        for move, order in zip(moves, orders, strict=True):
            codes[move] = "no_method" if move not in chosen else self._order_problem(
                move, order, facts[move], rows[move], origin)
        fine = [(move, order["amount"]) for move, order in zip(moves, orders, strict=True)
                if not codes[move]]
        codes.update(self._cap_problems(fine, origin, run_key))
        return {order["key"]: (codes[move], self._reason_sentence(
            codes[move], move, asked.get(move, tokens.browse()), facts.get(move)))
            for move, order in zip(moves, orders, strict=True) if codes[move]}

    @api.model
    def _chosen(self, asked):
        """{invoice: (the method asked for, its problem)} of invoices of one company."""
        clients = self.env["account.move"].union(*asked).commercial_partner_id
        methods = self.env["payment.token"]._quittance_choose_all(
            clients, next(iter(asked)).company_id) if asked else {}
        chosen = {}
        for move, token in asked.items():
            method, problem = methods[move.commercial_partner_id]
            chosen[move] = token, problem or ("" if method == token else "method_other")
        return chosen

    @api.model
    def _order_problem(self, move, order, facts, rows, origin):
        """Why this order is refused by what its invoice and method are, '' when it is not."""
        code = preflight.reason(facts, OVERRIDES[origin] | self._overridden_by_reason(order))
        if code != preflight.COLLECT:
            return code
        if not 0 < order["amount"] <= (facts.due or self._allowed_early(order, facts)):
            return "nothing_due"
        if order["no"] != max(rows.mapped("no"), default=0) + 1:
            return "live_attempt"
        return "" if order["key"] == self._derive(move, order) else "wrong_key"

    @api.model
    def _cap_problems(self, wanted, origin, run_key):
        """{invoice: code} of charges that are too much for their run or their day, as far as we see
        now; `wanted`: [(invoice, amount)]. `execute` looks again, one charge of the company at a
        time."""
        if origin == "client" or not wanted:
            return {}
        company, codes = wanted[0][0].company_id, {}
        if origin == "run":
            codes = self.env["quittance.release"]._refused(company, run_key, wanted)
        left = [(move, amount) for move, amount in wanted if move not in codes]
        rooms = self.env["quittance.cap.use"]._rooms_to_prepare(company, run_key or None)
        fitting = caps.fit([amount for _move, amount in left], rooms)
        return {**codes, **{move: code for (move, _amount), code in zip(
            left, fitting, strict=True)}}

    @api.model
    def _derive(self, move, order):
        return keys.derive(
            self.env["quittance.ledger"]._get().epoch, move.company_id.id, move.id, order["no"],
            keys.to_minor(order["amount"], move.currency_id.decimal_places),
            move.currency_id.name, order["rail"], order["method_id"])

    # ------------------------------------------------------------------ creating

    @api.model
    def _create_prepared(self, orders, origin, run_key, as_of):
        """The attempts of orders that were checked, with their transactions and history."""
        moves = self.env["account.move"].browse([order["move_id"] for order in orders])
        tokens = self.env["payment.token"].sudo().browse([order["method_id"] for order in orders])
        dues = moves._quittance_due_of(as_of) if moves else {}
        transactions = self.env["payment.transaction"].sudo()._quittance_create([
            self._prepare_transaction(move, order, token)
            for move, order, token in zip(moves, orders, tokens, strict=True)])
        common = {"origin": origin, "run_key": run_key or False, "as_of": as_of}
        # Its history begins with the event; no message "created" beside it.
        made = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True).create([
            {**common, **self._prepare_attempt(move, order, token, dues[move]),
             "transaction_id": transaction.id} for move, order, token, transaction in zip(
                 moves, orders, tokens, transactions, strict=True)])
        attempts = self.browse(made._ids)
        origins = dict(self._fields["origin"]._description_selection(self.env))
        self.env["quittance.attempt.event"]._add_all([
            (attempt, "", states.PREPARED, attempt._why_prepared(origins[origin]))
            for attempt in attempts])
        self.env.flush_all()
        return attempts

    @api.model
    def _prepare_attempt(self, move, order, token, due):
        """Values of an attempt but for what all of a call share."""
        return {
            "key": order["key"], "company_id": move.company_id.id,
            "client_id": move.commercial_partner_id.id, "amount": float(order["amount"]),
            "currency_id": move.currency_id.id, "rail": order["rail"], "token_id": token.id,
            "provider_id": token.provider_id.id, "state": states.PREPARED,
            "discount": due.discount if due.discount and order["amount"] == (
                due.amount - move._quittance_credits_of()[move]) else False,
            "lease_until": fields.Datetime.now() + timedelta(minutes=LEASE_MINUTES),
            "row_ids": [Command.create({
                "move_id": move.id, "no": order["no"], "amount": float(order["amount"])})],
            **self._prepare_by_hand(order),
        }

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
