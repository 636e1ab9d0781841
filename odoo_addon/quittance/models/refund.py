"""Money that goes back after it was collected: a refund, or the part that a dispute takes.

The other parts of the same model: refund_order, refund_send, refund_resolve, refund_hear,
refund_book. What may follow what is decided in protocol/refunds.py.
"""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError

from ..protocol import keys, refunds, states

TRANSACTION_STATE = {
    states.DONE: "done", states.PENDING: "pending", states.FAILED: "error",
    states.CANCELED: "error",
}


class QuittanceRefund(models.Model):
    _name = "quittance.refund"
    _description = "Money that goes back to a client"
    _inherit = ["quittance.alarm.mixin"]
    _order = "id desc"
    _rec_name = "key"
    _check_company_auto = True

    key = fields.Char(string="Reference", required=True, readonly=True)
    attempt_id = fields.Many2one("quittance.attempt", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    company_id = fields.Many2one(related="attempt_id.company_id", store=True, index=True)
    client_id = fields.Many2one(related="attempt_id.client_id", string="Client", store=True)
    invoice_names = fields.Char(related="attempt_id.invoice_names", string="Invoices")
    provider_id = fields.Many2one(related="attempt_id.provider_id", store=True)
    currency_id = fields.Many2one(related="attempt_id.currency_id", store=True)
    kind = fields.Selection([("refund", "Refund"), ("dispute", "Part that was disputed")],
                            required=True, readonly=True, default="refund")
    origin = fields.Selection(
        [("odoo", "Started in Odoo"), ("provider", "Made at the provider")],
        required=True, readonly=True)
    no = fields.Integer(string="Number", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    reason = fields.Char(string="Why", readonly=True)
    transaction_id = fields.Many2one("payment.transaction", string="Transaction", readonly=True,
                                     ondelete="restrict")
    provider_reference = fields.Char(string="Provider's id", readonly=True)
    state = fields.Selection(
        [("prepared", "Prepared"), ("sending", "Sending"), ("unknown", "Unknown"),
         ("pending", "Pending"), ("done", "Given back"), ("failed", "Did not go through"),
         ("canceled", "Not executed")],
        required=True, readonly=True, index=True)
    since = fields.Datetime(string="Since", required=True, readonly=True,
                            default=fields.Datetime.now)
    send_no = fields.Integer(string="Times sent", readonly=True)
    sent_at = fields.Datetime(string="First sent", readonly=True)
    asked_at = fields.Datetime(string="Last asked", readonly=True)
    code = fields.Char(readonly=True)
    message = fields.Char(string="What was said", readonly=True)
    day = fields.Date(string="Given back on", readonly=True)
    booked = fields.Boolean(string="In the books", readonly=True)
    book_problem = fields.Char(string="Why it could not be booked", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True, ondelete="restrict")
    undo_move_id = fields.Many2one("account.move", string="Taken back by", readonly=True,
                                   ondelete="restrict")
    told_at = fields.Datetime(string="Client told on", readonly=True)

    # Indexes and not constraints: the contact merge answers a violated constraint by deleting.
    _one_key = models.UniqueIndex("(key)", "This refund exists already.")
    _one_number = models.UniqueIndex("(attempt_id, no)", "This refund's number is taken.")
    _one_live = models.UniqueIndex(
        "(attempt_id) WHERE state IN ('prepared', 'sending', 'unknown')",
        "Another refund of this charge is under way.")
    _one_transaction = models.UniqueIndex(
        "(transaction_id) WHERE transaction_id IS NOT NULL", "A transaction has one refund.")
    _one_provider_reference = models.UniqueIndex(
        "(provider_id, provider_reference) WHERE provider_reference > ''",
        "The provider's id belongs to another refund.")
    _one_entry = models.UniqueIndex(
        "(move_id) WHERE move_id IS NOT NULL", "An entry is about one refund.")
    _positive = models.Constraint("CHECK (amount > 0)", "A refund gives back more than nothing.")
    _booked_with_entry = models.Constraint(
        "CHECK (NOT booked OR move_id IS NOT NULL)", "Booked means that there is an entry.")

    # ------------------------------------------------------------------ amounts

    def _amount_decimal(self):
        self.ensure_one()
        return Decimal(f"{self.amount:.{self.currency_id.decimal_places}f}")

    def _minor(self):
        return keys.to_minor(self._amount_decimal(), self.currency_id.decimal_places)

    # ------------------------------------------------------------------ commits and locks

    def _commit(self):
        self.attempt_id._commit()

    def _rollback(self):
        self.attempt_id._rollback()

    def _crash_point(self, name):
        self.env["quittance.policy"]._crash_point(name)

    def _lock(self):
        """Lock the attempt with what it locks, then the refund; False when one is busy."""
        if not self.attempt_id._lock():
            return False
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            return False
        self.invalidate_recordset()
        return True

    # ------------------------------------------------------------------ changing the state

    def _move_to(self, state, why, **values):
        """Go to `state` by the table and write the history. False when the table refuses."""
        self.ensure_one()
        before = self.state
        move = refunds.move(before, state)
        if move.result == "refused":
            self._log(_("Refused to go to %(state)s: %(why)s", state=state, why=why))
            return False
        if move.result == "moved":
            values.update(state=state, since=fields.Datetime.now())
        self.write({**values, "message": why})
        self._log(why)
        self.attempt_id._sum_refunds()
        if move.alarm:
            self._tell_supervisors(
                _("Look at this refund: %s", self.key),
                _("%(invoices)s: %(before)s became %(state)s: %(why)s",
                  invoices=self.invoice_names, before=before, state=state, why=why))
        return True

    def _log(self, why):
        """The journal, in the attempt's own history: when, by whom, why (I4)."""
        names = dict(self._fields["state"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        attempt = self.attempt_id
        attempt._log(attempt.state, attempt.state, _(
            "%(kind)s %(number)s, %(amount)s, %(state)s: %(why)s", kind=kinds[self.kind],
            number=self.no, amount=self.currency_id.format(self.amount),
            state=names[self.state], why=why))

    def _believe(self, verdict, source):
        """Take over what a verdict decides: refund, transaction, books. False: decided nothing."""
        self.ensure_one()
        why = self.env["quittance.attempt"]._sentence(verdict, source)
        if not verdict.state:
            if refunds.would_be_refused(verdict.code):
                self.code = verdict.code
            self._log(_("Decides nothing: %s", why))
            return False
        reference = verdict.provider_reference
        if reference and self.search_count(
                [("provider_id", "=", self.provider_id.id), ("id", "!=", self.id),
                 ("provider_reference", "=", reference)], limit=1):
            self._tell_supervisors(_("One provider's id for two refunds"), why)
            return False
        values = {"code": verdict.code or False}
        if reference:
            values["provider_reference"] = reference
        if verdict.state == states.DONE and not self.day:
            values["day"] = self.company_id._quittance_today()
        moved = self._move_to(verdict.state, why, **values)
        if moved:
            self._settle_transaction(verdict)
            self._follow_books()
        return moved

    def _settle_transaction(self, verdict):
        """Bring Odoo's transaction to what was decided; ours end in `error`, never in `cancel`."""
        transaction = self.transaction_id.sudo().with_context(quittance_refund=True)
        if not transaction:
            return
        if verdict.provider_reference and not transaction.provider_reference:
            transaction.provider_reference = verdict.provider_reference
        if verdict.state == states.DONE:
            transaction._set_done()
        elif verdict.state == states.PENDING:
            transaction._set_pending()
        elif verdict.state in (states.FAILED, states.CANCELED):
            transaction._set_error(
                verdict.message or verdict.code or self.message, extra_allowed_states=("done",))

    # ------------------------------------------------------------------ never undone

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Refunds are never deleted: they are the record of what went back."))
