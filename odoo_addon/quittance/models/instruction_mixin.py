"""An instruction to a provider to move money once: a charge (attempt) or a refund.

What both share is written once: here its states, commits and history, in instruction_believe how
an answer is taken over, in instruction_send its two phases, in instruction_resolve what becomes of
one without an answer, in instruction_decide what a person says of it.
"""

from decimal import Decimal

from odoo import _, api, fields, models

from ..protocol import keys


class QuittanceInstructionMixin(models.AbstractModel):
    """A model of instructions has fields of its own besides these: `state`, `amount`,
    `currency_id`, `company_id`, `provider_id`, `transaction_id` and `invoice_names`."""

    _name = "quittance.instruction.mixin"
    _description = "Quittance: moves money at a provider, once"
    _inherit = ["quittance.alarm.mixin"]

    key = fields.Char(string="Reference", required=True, readonly=True)
    provider_reference = fields.Char(string="Provider's id", readonly=True)
    since = fields.Datetime(string="Since", required=True, readonly=True,
                            default=fields.Datetime.now)
    send_no = fields.Integer(string="Times sent", readonly=True)
    sent_at = fields.Datetime(string="First sent", readonly=True)
    asked_at = fields.Datetime(string="Last asked", readonly=True)
    code = fields.Char(string="Code", readonly=True)
    message = fields.Char(string="What was said", readonly=True)
    booked = fields.Boolean(string="In the books", readonly=True)
    book_problem = fields.Char(string="Why it could not be booked", readonly=True)

    def _in_company_words(self):
        """The same in their company's language: what nobody at a screen writes and all read."""
        lang = self.company_id[:1].partner_id.lang or self.env.company.partner_id.lang
        return self.with_context(lang=lang or self.env.lang)

    def _amount_decimal(self, name="amount"):
        """A money field as Decimal: never a float in our own arithmetic."""
        self.ensure_one()
        return Decimal(f"{self[name]:.{self.currency_id.decimal_places}f}")

    def _minor(self):
        return keys.to_minor(self._amount_decimal(), self.currency_id.decimal_places)

    def _adapter(self):
        return self.env["quittance.provider"]._for(self.provider_id)

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
        """Lock it and all that its outcome changes, without waiting; False when one is busy."""
        raise NotImplementedError

    # ------------------------------------------------------------------ changing the state

    @api.model
    def _table_move(self, before, state, restored):
        """What the table of its states says (states.Move)."""
        raise NotImplementedError

    def _move_to(self, state, why, restored=False, **values):
        """Go to `state` by the table and write the history. False when the table refuses."""
        self.ensure_one()
        before = self.state
        move = self._table_move(before, state, restored)
        if move.result == "refused":
            self._note(_("Refused to go to %(state)s: %(why)s", state=state, why=why))
            self._tell_refused(before, state, why)
            return False
        if move.result == "moved":
            values.update(state=state, since=fields.Datetime.now())
        self.write({**values, "message": why})
        self._log(before, state, why)
        if move.alarm:
            self._tell_surprise(before, state, why)
        self._after_move(move)
        return True

    def _tell_refused(self, before, state, why):
        """The table has refused what was told."""

    def _tell_surprise(self, before, state, why):
        """A person is told of a move that the table calls an alarm."""
        raise NotImplementedError

    def _after_move(self, move):
        """What follows the new state elsewhere in this database."""

    def _log(self, before, after, why):
        """The journal: when, by whom, why (I4)."""
        raise NotImplementedError

    def _note(self, why):
        """A line of the journal that leaves the state as it is."""
        self._log(self.state, self.state, why)
