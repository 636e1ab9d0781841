"""One try to collect on one method: its states, its locks, and how a success is taken over.

What it shares with a refund is in instruction_mixin and its parts. The other parts of this model:
attempt_prepare, attempt_send, attempt_resolve, attempt_book, attempt_dispute, attempt_portal,
attempt_decide. What may follow what is decided in protocol/.
"""

import psycopg2

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError

from ..protocol import answers, late, states


class QuittanceAttempt(models.Model):
    _name = "quittance.attempt"
    _description = "Attempt to collect"
    _inherit = ["quittance.instruction.mixin"]
    _order = "id desc"
    _rec_name = "key"
    _check_company_auto = True

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
    state = fields.Selection(
        [("prepared", "Prepared"), ("sending", "Sending"), ("unknown", "Unknown"),
         ("pending", "Pending"), ("done", "Collected"), ("failed", "Declined"),
         ("canceled", "Not executed"), ("returned", "Came back")],
        required=True, readonly=True, index=True,
    )
    lease_until = fields.Datetime(string="Dropped if not sent by", readonly=True)
    extra = fields.Boolean(string="Extra: the client's credit", readonly=True)
    closed_at_provider = fields.Boolean(string="Closed at the provider", readonly=True)
    discount = fields.Json(string="Early-payment discount granted", readonly=True)
    booked_at = fields.Datetime(string="Booked on", readonly=True)
    payment_id = fields.Many2one("account.payment", string="Payment", readonly=True,
                                 ondelete="restrict")
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

    # ------------------------------------------------------------------ locks

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

    @api.model
    def _table_move(self, before, state, restored):
        return states.move(before, state, restored)

    def _after_move(self, move):
        if move.result == "moved":
            self.env["quittance.retry"]._replan(self)

    def _log(self, before, after, why):
        self.env["quittance.attempt.event"]._add(self, before, after, why)

    def _expected(self):
        return self._adapter()._expected(self.transaction_id.sudo())

    def _read(self, kind, answer, expected):
        return answers.read(self.provider_id.code, kind, answer, expected)

    def _hear_undecided(self, verdict, why):
        if late.contradicts(self.state, self.provider_reference, verdict):
            self._tell_otherwise(why)

    def _take_over(self, verdict, why, values):
        if verdict.state == states.CANCELED and self.state == states.FAILED:
            # Its page was closed after the decline: nothing new about money.
            self.closed_at_provider = True
            self._note(why)
            return False
        values["advice"] = verdict.advice or False
        if verdict.state == states.DONE:
            return self._succeed(why, values)
        return super()._take_over(verdict, why, values)

    def _succeed(self, why, values):
        """A proven success. One that meets another live attempt leaves the index: extra."""
        if self.state == states.RETURNED:
            # The payment's own object says "succeeded" for ever: it undoes no return.
            self._note(_("It came back since: %s", why))
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
            self._tell_supervisors(
                _("Collected twice: the second is the client's credit"),
                _("%(key)s succeeded late while another attempt was live for %(invoices)s. "
                  "It is booked as a credit: refund it, or keep it for the next invoice.",
                  key=self.key, invoices=self.invoice_names))
        return moved

    def _has_other_live(self):
        return bool(self.env["quittance.attempt.invoice"].search_count(
            [("move_id", "in", self.row_ids.move_id.ids), ("live", "=", True),
             ("attempt_id", "!=", self.id)], limit=1))

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
