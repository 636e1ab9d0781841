"""Preparing an attempt: one transaction, no outside call."""

from datetime import timedelta
from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command

from ..protocol import keys, preflight, states

LEASE_MINUTES = 60
STOPPING = ("stopped", "not_bound", "restore_open")
OVERRIDES = {"run": (), "restore": (), "hand": preflight.BY_HAND, "client": preflight.BY_CLIENT}


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    # ------------------------------------------------------------------ preflight

    @api.model
    def _facts(self, move, as_of, token, problem, own=None, origin="run"):
        """preflight.Facts of one invoice; `own` is the attempt on whose behalf we look again."""
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        sent_on = self._sent_on(move, settings)
        wait = self.env["quittance.policy"]._wait_seconds(
            "after_sent", settings.wait_after_sent_days * 86400)
        due, _discount = move._quittance_due(as_of)
        rows = self.env["quittance.attempt.invoice"].sudo().search([("move_id", "=", move.id)])
        live = rows.filtered("live").attempt_id - (own or self.browse())
        ledger = self.env["quittance.ledger"]._get()
        return preflight.Facts(
            as_of=as_of,
            stopped=bool(settings._refusal()),
            ledger=ledger._refusal_code(token.provider_id if token else None),
            posted=move.state == "posted" and move.move_type in ("out_invoice", "out_receipt"),
            blocked=move.payment_state == "blocked",
            live=live[:1].state or self._open_page(rows.attempt_id, origin),
            hold=self.env["quittance.hold"]._reason_for(move)[0],
            residual=move._quittance_residual(), due=due,
            invoice_date=move.invoice_date, go_live=settings.go_live or None,
            released=bool(move.sudo().quittance_released),
            method_problem=problem, is_debit=bool(token) and token._quittance_is_debit(),
            sent_on=sent_on,
            earliest_debit=sent_on and sent_on + timedelta(seconds=wait),
            collected_before=self._collected_before(move, rows),
            failed_before=self._failed_before(rows.attempt_id - (own or self.browse()), token),
            minimum=settings._decimal("minimum"), cap=settings._decimal("cap_per_charge"),
        )

    @api.model
    def _sent_on(self, move, settings):
        """The day on which the invoice went out, where the company is."""
        sent = move["quittance_sent_on"] if "quittance_sent_on" in move._fields else False
        if not sent:
            return None
        field = move._fields["quittance_sent_on"]
        return settings._local(sent).date() if field.type == "datetime" else sent

    @api.model
    def _open_page(self, attempts, origin):
        """`unknown` while a declined payment of the client's is not closed at the provider: in his
        browser it may still be paid. A new payment of his own closes it first."""
        still = attempts.filtered(
            lambda one: one.rail == "portal" and one.state == states.FAILED
            and one.provider_reference and not one.closed_at_provider)
        return states.UNKNOWN if still and origin != "client" else ""

    @api.model
    def _collected_before(self, move, rows):
        """Whether more is open than collecting has left: the payment, its reconciliation or the
        invoice was reset since. The client has paid all the same, so it is not charged again by
        itself; what came back or never counted for this invoice is not meant."""
        ours = rows.filtered(lambda row: row.attempt_id.state == states.DONE
                             and row.attempt_id.booked and not row.attempt_id.extra)
        taken = sum(row.amount for row in ours)
        left = move.amount_total - taken
        return bool(ours) and move.currency_id.compare_amounts(move.amount_residual, left) > 0

    @api.model
    def _failed_before(self, attempts, token):
        """Whether this method declined this debt already: never tried again by itself."""
        tried = attempts.filtered(lambda one: one.rail == "odoo").sorted("id")
        last = tried.filtered(lambda one: one.state != states.CANCELED)[-1:]
        return bool(last) and last.state == states.FAILED and last.token_id == token

    @api.model
    def _reason_sentence(self, code, move, token):
        """What a person reads for a reason code."""
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        return {
            "collect": _("Will be collected."),
            "stopped": settings._refusal(),
            "not_bound": self.env["quittance.ledger"]._get()._bound_message(),
            "restore_open": self.env["quittance.ledger"]._get()._refusal(),
            "not_posted": _("The invoice is not posted."),
            "nothing_due": _("Nothing is open on this invoice."),
            "blocked": _("Payment of this invoice is blocked in Odoo."),
            "unknown_attempt": _("The outcome of an earlier attempt is unknown: decide it first."),
            "live_attempt": _("An attempt is under way."),
            "held_invoice": self.env["quittance.hold"]._reason_for(move)[1],
            "held_client": self.env["quittance.hold"]._reason_for(move)[1],
            "before_go_live": _("The invoice is older than the go-live day."),
            "not_due": _("Nothing of it is due yet."),
            "no_method": _("The client has no stored method."),
            "several_methods": _("The client has several methods: choose one on its form."),
            "method_archived": _("The client's method was archived."),
            "method_other_client": _("The method belongs to another client or company."),
            "method_other": _("The method is not the one that was asked for."),
            "provider_off": _("The method's provider is switched off."),
            "provider_test": _("The method's provider is in test mode."),
            "provider_capture": _("The provider captures by hand: no money would be taken."),
            "never_sent": _("The invoice was never sent to the client."),
            "wait_after_sent": _("Too soon after the invoice was sent, for a direct debit."),
            "collected_before": _("It was collected, and the payment was taken off it since. Put "
                                  "the payment back, or use Collect now."),
            "failed_before": _("The same method declined it before. Use Collect now, or choose "
                               "another method."),
            "below_minimum": _("Below the smallest amount that is collected."),
            "above_cap": _("Above the largest amount that is charged without a person."),
        }.get(code) or code

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
        code = self._order_problem(move, order, token, origin, as_of)
        if not code and run_key:
            code = self._cap_problem(move.company_id, order["amount"], [("run_key", "=", run_key)])
        if code:
            return self.browse(), code, self._reason_sentence(code, move, token)
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
        if order["rail"] != "odoo" or not token:
            return "no_method"
        chosen, problem = token._quittance_choose(move.commercial_partner_id, move.company_id)
        if not problem and chosen != token:
            problem = "method_other"
        facts = self._facts(move, as_of, token, problem, origin=origin)
        code = preflight.reason(facts, OVERRIDES[origin])
        if code != preflight.COLLECT:
            return code
        amount = order["amount"]
        allowed = facts.due or (facts.residual if origin == "hand" else 0)
        if not 0 < amount <= allowed:
            return "nothing_due"
        if order["no"] != self.env["quittance.attempt.invoice"]._next_no(move):
            return "live_attempt"
        return "" if order["key"] == self._derive(move, order) else "wrong_key"

    @api.model
    def _cap_problem(self, company, amount, others):
        """The run's cap over this amount and the others' (a company's money is one currency)."""
        settings = self.env["quittance.settings"]._for_company(company)
        [(prepared,)] = self._read_group(
            [*others, ("state", "!=", states.CANCELED)], [], ["amount:sum"])
        total = amount + Decimal(f"{prepared or 0:.{company.currency_id.decimal_places}f}")
        return "above_cap" if total > settings._decimal("cap_per_run") else ""

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
