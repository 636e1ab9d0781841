"""Money that goes back after it was collected: a refund, or the part that a dispute takes.

What it shares with a charge is in instruction_mixin and its parts. The other parts of this model:
refund_order, refund_send, refund_resolve, refund_hear, refund_book, refund_words. What may follow
what is decided in protocol/refunds.py.
"""

from odoo import _, api, fields, models
from odoo.exceptions import LockError, UserError

from ..protocol import answers, refunds, states


class QuittanceRefund(models.Model):
    _name = "quittance.refund"
    _description = "Money that goes back to a client"
    _inherit = ["quittance.instruction.mixin"]
    _order = "id desc"
    _rec_name = "key"
    _check_company_auto = True
    # A refund may fail after it had been given back.
    _error_after = ("done",)

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
    state = fields.Selection(
        [("prepared", "Prepared"), ("sending", "Sending"), ("unknown", "Unknown"),
         ("pending", "Pending"), ("done", "Given back"), ("failed", "Did not go through"),
         ("canceled", "Not executed")],
        required=True, readonly=True, index=True)
    day = fields.Date(string="Given back on", readonly=True)
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

    # ------------------------------------------------------------------ locks

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

    @api.model
    def _table_move(self, before, state, restored):
        return refunds.move(before, state)

    def _after_move(self, move):
        self.attempt_id._sum_refunds()

    def _log(self, before, after, why):
        """The journal is the attempt's own history."""
        names = dict(self._fields["state"]._description_selection(self.env))
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        self.attempt_id._note(_(
            "%(kind)s %(number)s, %(amount)s, %(state)s: %(why)s", kind=kinds[self.kind],
            number=self.no, amount=self.currency_id.format(self.amount), state=names[after],
            why=why))

    def _expected(self):
        return answers.Expected(self.key, self._adapter()._minor(self.amount, self.currency_id),
                                self.currency_id.name)

    def _read(self, kind, answer, expected):
        return refunds.read(self.provider_id.code, kind, answer, expected)

    def _hear_undecided(self, verdict, why):
        if refunds.would_be_refused(verdict.code):
            self.code = verdict.code

    def _believe(self, verdict, source):
        """As of a charge; and the books follow."""
        moved = super()._believe(verdict, source)
        if moved:
            self._follow_books()
        return moved

    def _take_over(self, verdict, why, values):
        if verdict.state == states.DONE and not self.day:
            values["day"] = self.company_id._quittance_today()
        return super()._take_over(verdict, why, values)

    def _transaction_to_settle(self):
        return super()._transaction_to_settle().with_context(quittance_refund=True)

    # ------------------------------------------------------------------ never undone

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Refunds are never deleted: they are the record of what went back."))
