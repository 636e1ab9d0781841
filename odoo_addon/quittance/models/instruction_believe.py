"""How an answer is believed: state, Odoo's transaction and books follow a verdict, or nothing does."""

import logging

from odoo import _, api, models

from ..protocol import states

_logger = logging.getLogger(__name__)


class QuittanceInstructionMixin(models.AbstractModel):
    _inherit = "quittance.instruction.mixin"

    # From which states of its own Odoo's transaction may become `error`, besides the usual ones.
    _error_after = ()

    def _expected(self):
        """The answers.Expected with which an answer is compared before it is believed."""
        raise NotImplementedError

    def _read(self, kind, answer, expected):
        """The answers.Verdict of an answer of this provider."""
        raise NotImplementedError

    def _believe(self, verdict, source):
        """Take over what a verdict decides: state, transaction, alarms. False: decided nothing.

        `source` says who told us, for the history.
        """
        self.ensure_one()
        why = self._sentence(verdict, source)
        if not verdict.state:
            self._note(_("Decides nothing: %s", why))
            self._hear_undecided(verdict, why)
            return False
        if self._is_foreign(verdict.provider_reference):
            self._tell_foreign(why)
            return False
        values = {"code": verdict.code or False}
        if verdict.provider_reference:
            values["provider_reference"] = verdict.provider_reference
        moved = self._take_over(verdict, why, values)
        if moved:
            self._settle_transaction(verdict)
        return moved

    @api.model
    def _sentence(self, verdict, source):
        parts = [part for part in (
            source, self._say_code(verdict.code), verdict.message) if part]
        said = parts.pop()
        while parts:
            said = _("%(source)s: %(said)s", source=parts.pop(), said=said)
        return said

    @api.model
    def _say_code(self, code):
        """A code of our own in words, "" where what goes with it says it all; a provider's code
        as it is, to be looked up there."""
        return {
            "decided": "",
            "lease_over": "",
            "never_left": "",
            "no_answer": _("no answer came"),
            "cannot_ask": _("this provider cannot be asked"),
            "never_opened": _("nobody opened the payment page"),
            "not_opened": _("nobody opened the payment page"),
        }.get(code, code)

    def _hear_undecided(self, verdict, why):
        """What was told decides nothing, and may be worth keeping or telling all the same."""

    def _is_foreign(self, provider_reference):
        return bool(provider_reference) and bool(self.search_count(
            [("provider_id", "=", self.provider_id.id), ("id", "!=", self.id),
             ("provider_reference", "=", provider_reference)], limit=1))

    def _tell_foreign(self, why):
        """A person is told of one provider's id for two instructions."""
        raise NotImplementedError

    def _take_over(self, verdict, why, values):
        """Write what the verdict says. False: it says nothing new about money."""
        return self._move_to(verdict.state, why, **values)

    def _settle_transaction(self, verdict):
        """Bring Odoo's transaction to what was decided. Ours end in `error`, never in `cancel`:
        only the first may become `done` when the truth comes late."""
        transaction = self._transaction_to_settle()
        if not transaction:
            return
        if verdict.provider_reference and not transaction.provider_reference:
            transaction.provider_reference = verdict.provider_reference
        if verdict.state == states.DONE:
            # Booked by us at once or by Odoo's own post-processing, which asks us: once.
            transaction._set_done()
        elif verdict.state == states.PENDING:
            transaction._set_pending()
        elif verdict.state in (states.FAILED, states.CANCELED):
            transaction._set_error(verdict.message or verdict.code or self.message,
                                   extra_allowed_states=self._error_after)

    def _transaction_to_settle(self):
        return self.transaction_id.sudo()

    # ------------------------------------------------------------------ books

    def _keep_book_problem(self, error):
        """What cannot be booked keeps the reason and is tried again; the state stands."""
        _logger.warning("%s=%s cannot be booked: %s", self._name.split(".")[-1], self.id, error)
        problem = str(error)[:500] or type(error).__name__
        if problem != self.book_problem:
            self.book_problem = problem
            self._note(_("Cannot be booked: %s", problem))
        self._tell_not_booked(problem)

    def _tell_not_booked(self, problem):
        raise NotImplementedError
