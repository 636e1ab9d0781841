"""What is due of an invoice, and what may not happen to it while an attempt is live."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

COLLECTED_TYPES = ("out_invoice", "out_receipt")


class Due(NamedTuple):
    """What may be collected of an invoice on a day.

    `amount` is a Decimal in the invoice's currency. `discount` is None, or what the client need
    not pay: {line_id, amount (text), amount_company (text)}, to be frozen at `prepare`.
    `next_day`: when more of it falls due, None when nothing does.
    """

    amount: Decimal
    discount: dict | None
    next_day: object


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_row_ids = fields.One2many(
        "quittance.attempt.invoice", "move_id", string="Attempts to collect", readonly=True,
        groups="quittance.group_accountant")
    quittance_live_state = fields.Char(
        string="Collection", compute="_compute_quittance_live_state",
        groups="quittance.group_accountant")
    quittance_released = fields.Boolean(
        string="Collected though older than go-live", readonly=True, copy=False,
        groups="quittance.group_accountant")

    @api.depends("quittance_row_ids.live", "quittance_row_ids.attempt_id.state")
    def _compute_quittance_live_state(self):
        labels = dict(self.env["quittance.attempt"]._fields["state"]._description_selection(
            self.env))
        for move in self:
            attempt = move.sudo().quittance_row_ids.filtered("live").attempt_id[:1]
            move.quittance_live_state = labels.get(attempt.state, "")

    # ------------------------------------------------------------------ what is due

    def _quittance_due(self, as_of):
        """(due, discount) of one invoice on a day: see `_quittance_due_of`."""
        self.ensure_one()
        due = self._quittance_due_of(as_of)[self]
        return due.amount, due.discount

    def _quittance_due_of(self, as_of):
        """{invoice: Due} on a day, as Odoo computes instalments and early-payment discounts."""
        lines = self.env["account.move.line"].search_fetch(
            [("move_id", "in", self.ids), ("display_type", "=", "payment_term"),
             ("reconciled", "=", False)],
            ["move_id", "date_maturity", "date", "amount_residual_currency"])
        open_lines = defaultdict(lines.browse)
        for line in lines:
            open_lines[line.move_id] |= line
        return {move: move._quittance_due_on(as_of, open_lines[move]) for move in self}

    def _quittance_due_on(self, as_of, lines):
        digits = self.currency_id.decimal_places
        due = lines.filtered(lambda line: (line.date_maturity or line.date) <= as_of)
        total = sum((_decimal(line.amount_residual_currency, digits) for line in due), Decimal(0))
        later = [line.date_maturity for line in lines - due]
        discount = self._quittance_discount(lines, as_of) if len(lines) == 1 and due else None
        taken_off = Decimal(discount["amount"]) if discount else 0
        return Due(total - taken_off, discount, min(later, default=None))

    def _quittance_discount(self, line, as_of):
        """The early-payment discount that this line carries on that day, None without one."""
        if not self.invoice_payment_term_id.early_discount or (
                not self._is_eligible_for_early_payment_discount(self.currency_id, as_of)):
            return None
        digits = self.currency_id.decimal_places
        return {
            "line_id": line.id,
            "amount": str(_decimal(line.amount_currency - line.discount_amount_currency, digits)),
            "amount_company": str(_decimal(
                line.balance - line.discount_balance, self.company_currency_id.decimal_places)),
        }

    def _quittance_residual(self):
        """What is open, as Decimal."""
        self.ensure_one()
        return _decimal(self.amount_residual, self.currency_id.decimal_places)

    # ------------------------------------------------------------------ guards

    def _quittance_live_attempts(self):
        rows = self.env["quittance.attempt.invoice"].sudo().search(
            [("move_id", "in", self.ids), ("live", "=", True)])
        return rows.attempt_id

    def _quittance_refuse_while_live(self):
        attempts = self._quittance_live_attempts()
        if attempts:
            raise UserError(_(
                "%(invoices)s cannot be reset or cancelled now: attempt %(key)s to collect it is "
                "under way. Wait for its outcome, or have a supervisor decide it in Quittance › "
                "Collection › Attempts.",
                invoices=attempts[0].invoice_names, key=attempts[0].key))
        if self._quittance_is_taken():
            raise UserError(_("Somebody works on this invoice just now. Try again in a moment."))

    def _quittance_is_taken(self):
        """Whether an attempt works on these invoices that this transaction cannot see: it looks at
        the database as it was when it began, and `prepare` locks an invoice without changing it.

        From now on none can begin: we have the lock.
        """
        moves = self.filtered(
            lambda move: move.state == "posted" and move.move_type in COLLECTED_TYPES)
        if not moves:
            return False
        try:
            moves.lock_for_update(allow_referencing=True)
        except LockError:
            return True
        with self.env["quittance.cap.use"]._open_cursor() as cr:
            cr.execute("SELECT 1 FROM quittance_attempt_invoice WHERE live AND move_id IN %s LIMIT 1",
                       [tuple(moves.ids)])
            return bool(cr.fetchone())

    def button_draft(self):
        self._quittance_refuse_while_live()
        return super().button_draft()

    def button_cancel(self):
        self._quittance_refuse_while_live()
        return super().button_cancel()

    def write(self, vals):
        if vals.get("state") in ("draft", "cancel"):
            self._quittance_refuse_while_live()
        before = self.transaction_ids if "transaction_ids" in vals else None
        result = super().write(vals)
        if before is not None:
            (self.transaction_ids - before).sudo()._quittance_link()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.transaction_ids.sudo()._quittance_link()
        return moves

    def _post(self, soft=True):
        """Nothing is posted by itself when a payment settles: a person may have edited it."""
        if self.env.context.get("quittance_post_process"):
            self = self.filtered(lambda move: move.move_type == "entry")  # noqa: PLW0642
        return super()._post(soft=soft)

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """While money comes back, its reversals (those of cash-basis taxes too) bear that day."""
        day = self.env.context.get("quittance_return_date")
        if day:
            default_values_list = [
                {**values, "date": day} for values in default_values_list or [{} for _m in self]]
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def action_post(self):
        if self.env.context.get("quittance_post_process"):
            return False
        return super().action_post()

    def _has_to_be_paid(self):
        """No pay button while something is on its way; a portal session may be begun anew."""
        attempts = self._quittance_live_attempts()
        if any(attempt.rail != "portal" or attempt.state != "sending" for attempt in attempts):
            return False
        return super()._has_to_be_paid()

    def _get_online_payment_error(self):
        attempts = self._quittance_live_attempts()
        return attempts[0]._sentence_for_client() if attempts else (
            super()._get_online_payment_error())

    # ------------------------------------------------------------------ buttons

    def action_quittance_collect_now(self):
        """Ask whether this invoice is collected now: the dialog says what is charged."""
        self.ensure_one()
        self._quittance_check_may_collect()
        return self.env["quittance.collect.wizard"]._open(self)

    def _quittance_check_may_collect(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Collecting is for Quittance's accountants."))
        self.check_access("write")

    def action_quittance_release_old(self):
        """Let an invoice older than go-live be collected with the others."""
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("Releasing an older invoice is for Quittance's supervisors."))
        self.check_access("write")
        self.sudo().quittance_released = True
        for move in self:
            move.message_post(body=_("Released for collection though older than go-live."))

    def action_quittance_attempts(self):
        """The attempts of this invoice."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "quittance.attempt",
            "name": _("Attempts"), "view_mode": "list,form",
            "domain": [("row_ids.move_id", "in", self.ids)],
        }


def _decimal(value, digits):
    return Decimal(f"{value:.{digits}f}")
