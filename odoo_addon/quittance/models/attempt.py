"""One try to collect on one method: its states, its locks, and how an answer is believed.

The other parts of the same model: attempt_prepare, attempt_send, attempt_resolve, attempt_book,
attempt_return, attempt_portal, attempt_decide. What may follow what is decided in protocol/.
"""

from decimal import Decimal

import psycopg2

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError

from ..protocol import keys, late, states

# The state in which Odoo's transaction ends up with each of ours.
TRANSACTION_STATE = {
    states.DONE: "done", states.PENDING: "pending", states.FAILED: "error",
    states.CANCELED: "error",
}


class QuittanceAttempt(models.Model):
    _name = "quittance.attempt"
    _description = "Attempt to collect"
    _inherit = ["quittance.alarm.mixin"]
    _order = "id desc"
    _rec_name = "key"
    _check_company_auto = True

    key = fields.Char(string="Reference", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    client_id = fields.Many2one("res.partner", string="Client", required=True, readonly=True,
                                index=True, ondelete="restrict")
    row_ids = fields.One2many("quittance.attempt.invoice", "attempt_id", string="Invoices",
                              readonly=True)
    invoice_names = fields.Char(string="Invoice numbers", compute="_compute_invoice_names")
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    refunded = fields.Monetary(string="Refunded", readonly=True)
    rail = fields.Selection([("odoo", "Stored method"), ("portal", "Paid by the client")],
                            required=True, readonly=True)
    origin = fields.Selection(
        [("run", "A run"), ("hand", "Collect now"), ("client", "The client"),
         ("restore", "Put back after a restore")],
        required=True, readonly=True, default="run",
    )
    run_key = fields.Char(string="Run", readonly=True, index="btree_not_null")
    as_of = fields.Date(string="Collected as of", readonly=True)
    token_id = fields.Many2one("payment.token", string="Method", readonly=True,
                               ondelete="restrict")
    provider_id = fields.Many2one("payment.provider", required=True, readonly=True,
                                  ondelete="restrict")
    transaction_id = fields.Many2one("payment.transaction", string="Transaction", required=True,
                                     readonly=True, ondelete="restrict")
    provider_reference = fields.Char(string="Provider's id", readonly=True)
    state = fields.Selection(
        [("prepared", "Prepared"), ("sending", "Sending"), ("unknown", "Unknown"),
         ("pending", "Pending"), ("done", "Collected"), ("failed", "Declined"),
         ("canceled", "Not executed"), ("returned", "Came back")],
        required=True, readonly=True, index=True,
    )
    since = fields.Datetime(string="Since", required=True, readonly=True,
                            default=fields.Datetime.now)
    lease_until = fields.Datetime(string="Dropped if not sent by", readonly=True)
    send_no = fields.Integer(string="Times sent", readonly=True)
    sent_at = fields.Datetime(string="First sent", readonly=True)
    asked_at = fields.Datetime(string="Last asked", readonly=True)
    code = fields.Char(string="Code", readonly=True)
    message = fields.Char(string="What was said", readonly=True)
    extra = fields.Boolean(string="Extra: the client's credit", readonly=True)
    closed_at_provider = fields.Boolean(string="Closed at the provider", readonly=True)
    discount = fields.Json(string="Early-payment discount granted", readonly=True)
    booked = fields.Boolean(string="In the books", readonly=True)
    booked_at = fields.Datetime(string="Booked on", readonly=True)
    payment_id = fields.Many2one("account.payment", string="Payment", readonly=True,
                                 ondelete="restrict")
    book_problem = fields.Char(string="Why it could not be booked", readonly=True)
    returned_on = fields.Date(string="Came back on", readonly=True)
    return_code = fields.Char(string="Reason it came back", readonly=True)
    return_move_id = fields.Many2one("account.move", string="Reversal", readonly=True)
    event_ids = fields.One2many("quittance.attempt.event", "attempt_id", string="History",
                                readonly=True)
    past_limit = fields.Boolean(compute="_compute_past_limit", search="_search_past_limit")

    # Indexes and not constraints: the contact merge answers a violated constraint by deleting.
    _one_key = models.UniqueIndex("(key)", "This attempt exists already.")
    _one_transaction = models.UniqueIndex("(transaction_id)", "A transaction has one attempt.")
    _one_provider_reference = models.UniqueIndex(
        "(provider_id, provider_reference) WHERE provider_reference > ''",
        "The provider's id belongs to another attempt.",
    )
    _positive = models.Constraint("CHECK (amount > 0)", "An attempt collects more than nothing.")
    _booked_with_payment = models.Constraint(
        "CHECK (NOT booked OR payment_id IS NOT NULL)", "Booked means that there is a payment.")

    # ------------------------------------------------------------------ shown

    @api.depends("row_ids.move_id.name")
    def _compute_invoice_names(self):
        for attempt in self:
            names = attempt.row_ids.move_id.mapped("name")
            attempt.invoice_names = ", ".join(name for name in names if name)

    def _amount_decimal(self, name="amount"):
        """A money field as Decimal: never a float in our own arithmetic."""
        self.ensure_one()
        return Decimal(f"{self[name]:.{self.currency_id.decimal_places}f}")

    def _minor(self):
        return keys.to_minor(self._amount_decimal(), self.currency_id.decimal_places)

    # ------------------------------------------------------------------ commits and locks

    def _commit(self):
        """Make it durable now; tests replace this."""
        self.env.cr.commit()

    def _rollback(self):
        """Begin anew after a database error; tests replace this."""
        self.env.cr.rollback()

    def _crash_point(self, name):
        self.env["quittance.policy"]._crash_point(name)

    def _lock(self):
        """Lock invoices, attempt and transaction, in this order; False when one is busy.

        Without waiting, so that two who lock in another order cannot block each other. What was
        read in this transaction before is what is locked: had another changed it meanwhile, locking
        would fail as a conflict.
        """
        self._read_for_sending()
        try:
            self.row_ids.move_id.lock_for_update(allow_referencing=True)
            self.lock_for_update(allow_referencing=True)
            self.transaction_id.lock_for_update(allow_referencing=True)
        except LockError:
            return False
        return True

    # ------------------------------------------------------------------ changing the state

    def _move_to(self, state, why, restored=False, **values):
        """Go to `state` by the table and write the history. False when the table refuses."""
        self.ensure_one()
        before = self.state
        move = states.move(before, state, restored)
        if move.result == "refused":
            self._log(before, before, _("Refused to go to %(state)s: %(why)s", state=state,
                                        why=why))
            self._alarm(_("An answer contradicts what is known"),
                        _("%(key)s is %(before)s and was told: %(state)s (%(why)s).",
                          key=self.key, before=before, state=state, why=why))
            return False
        if move.result == "moved":
            values.update(state=state, since=fields.Datetime.now())
        self.write({**values, "message": why})
        self._log(before, state, why)
        if move.alarm:
            self._alarm(_("Look at this attempt: %s", self.key),
                        _("%(before)s became %(state)s: %(why)s", before=before, state=state,
                          why=why))
        if move.result == "moved":
            self.env["quittance.retry"]._replan(self)
        return True

    def _log(self, before, after, why):
        """The journal: when, by whom, why (I4)."""
        self.env["quittance.attempt.event"]._add(self, before, after, why)

    def _alarm(self, summary, note):
        self._tell_supervisors(summary, note)

    def _believe(self, verdict, source):
        """Take over what a verdict decides: attempt, transaction, alarms. False: decided nothing.

        `source` says who told us, for the history.
        """
        self.ensure_one()
        why = self._sentence(verdict, source)
        if not verdict.state:
            self._log(self.state, self.state, _("Decides nothing: %s", why))
            if late.contradicts(self.state, self.provider_reference, verdict):
                self._tell_once(_("Collected, and told otherwise since"), _(
                    "%(key)s for %(invoices)s was collected, and the provider now says: %(told)s. "
                    "Look at the provider's own pages. What went back is recorded with Refund on "
                    "this attempt: Record one made on the provider's pages.",
                    key=self.key, invoices=self.invoice_names, told=why))
            return False
        if self._is_foreign(verdict.provider_reference):
            self._log(self.state, self.state, _("The provider's id is another attempt's: %s", why))
            self._alarm(_("One provider's id for two attempts"), why)
            return False
        if verdict.state == states.CANCELED and self.state == states.FAILED:
            # Its page was closed after the decline: nothing new about money.
            self.closed_at_provider = True
            self._log(self.state, self.state, why)
            return False
        values = {"code": verdict.code or False, "advice": verdict.advice or False}
        if verdict.provider_reference:
            values["provider_reference"] = verdict.provider_reference
        if verdict.state == states.DONE:
            moved = self._succeed(why, values)
        else:
            moved = self._move_to(verdict.state, why, **values)
        if moved:
            self._settle_transaction(verdict)
        return moved

    @api.model
    def _sentence(self, verdict, source):
        parts = (source, self._say_code(verdict.code), verdict.message)
        return ": ".join(part for part in parts if part)

    def _is_foreign(self, provider_reference):
        return bool(provider_reference) and bool(self.search_count(
            [("provider_id", "=", self.provider_id.id), ("id", "!=", self.id),
             ("provider_reference", "=", provider_reference)], limit=1))

    def _succeed(self, why, values):
        """A proven success. One that meets another live attempt leaves the index: extra."""
        if self.state == states.RETURNED:
            # The payment's own object says "succeeded" for ever: it undoes no return.
            self._log(self.state, self.state, _("It came back since: %s", why))
            return False
        if self.state in (states.DONE, states.PENDING, states.SENDING, states.UNKNOWN):
            return self._move_to(states.DONE, why, **values)
        success = late.on_success(self.state, self._has_other_live())
        try:
            with self.env.cr.savepoint():
                moved = self._move_to(states.DONE, why, **values, extra=success.extra)
                self.env.flush_all()
        except psycopg2.errors.UniqueViolation:
            # Another attempt became live meanwhile, unseen by this transaction.
            success = late.on_success(self.state, True)
            moved = self._move_to(states.DONE, why, **values, extra=True)
        if moved and success.extra:
            self._alarm(
                _("Collected twice: the second is the client's credit"),
                _("%(key)s succeeded late while another attempt was live for %(invoices)s. "
                  "It is booked as a credit: refund it, or keep it for the next invoice.",
                  key=self.key, invoices=self.invoice_names))
        return moved

    def _has_other_live(self):
        return bool(self.env["quittance.attempt.invoice"].search_count(
            [("move_id", "in", self.row_ids.move_id.ids), ("live", "=", True),
             ("attempt_id", "!=", self.id)], limit=1))

    def _settle_transaction(self, verdict):
        """Bring Odoo's transaction to what was decided. Ours end in `error`, never in `cancel`:
        only the first may become `done` when the truth comes late."""
        transaction = self.transaction_id.sudo()
        if verdict.provider_reference and not transaction.provider_reference:
            transaction.provider_reference = verdict.provider_reference
        if verdict.state == states.DONE:
            # Booked by us at once or by Odoo's own post-processing, which asks us: once.
            transaction._set_done()
        elif verdict.state == states.PENDING:
            transaction._set_pending()
        elif verdict.state in (states.FAILED, states.CANCELED):
            transaction._set_error(verdict.message or verdict.code or self.message)

    # ------------------------------------------------------------------ never undone

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Attempts are never deleted: they are the record of what was charged."))

    def action_open_transaction(self):
        """The button to Odoo's own transaction."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "payment.transaction",
            "res_id": self.transaction_id.id, "view_mode": "form",
        }
