"""Sending: two phases with a commit between them, so that a re-run never sends again."""

import time

import psycopg2

from odoo import _, fields, models

from ..protocol import answers, sending, states
from ..services.wire import Tap

LOCK_TRIES = 8
LOCK_PAUSE = 0.25


class _Undo(Exception):
    """Odoo's module made something else of the answer than is believed: undo that."""


class QuittanceInstructionMixin(models.AbstractModel):
    _inherit = "quittance.instruction.mixin"

    # Codes of a refusal that end the run, and not this one alone.
    _stopping = ()

    def _execute(self):
        """Send it, if it is still to be sent. Answers an error code, '' for none.

        Commits twice. `busy`: another transaction works on it; nothing was done.
        """
        self.ensure_one()
        with self.env["quittance.provider.slot"]._taken(self.provider_id) as free:
            if not free:
                return "busy"
            code, mine = self._begin_sending()
            self._commit()
            if not mine:
                return code
            self._crash_point("execute.sending_committed")
            return self._send(mine)

    def _begin_sending(self):
        """First phase: the checks of `prepare` again, then `sending` and the send's number."""
        if not self._lock():
            return "busy", 0
        self._crash_point("execute.locked")
        if not sending.may_begin(self.state):
            return "", 0
        code = self._refusal_to_begin()
        if code:
            self._call_off(code)
            return code if code in self._stopping else "", 0
        self._move_to(states.SENDING, _("Sent"), send_no=self.send_no + 1,
                      sent_at=fields.Datetime.now())
        self.env.flush_all()
        self._crash_point("execute.sending_written")
        return "", self.send_no

    def _refusal_now(self):
        """The reason for which it would not be prepared now, '' for none."""
        raise NotImplementedError

    def _refusal_to_begin(self):
        """The same where its sending begins."""
        return self._refusal_now()

    def _call_off(self, code):
        """Proven unsent: it ends as not executed."""
        self._believe(
            answers.Verdict(states.CANCELED, code, self._say_refusal(code)), _("Not sent"))

    def _say_refusal(self, code):
        raise NotImplementedError

    # ------------------------------------------------------------------ second phase

    def _send(self, mine):
        """Lock again, look again, call, write the answer, commit."""
        if not self._lock_patiently():
            return "busy"
        if not sending.may_call(self.state, self.send_no, mine):
            self._commit()
            return ""
        code = self._refusal_now()
        if code:
            self._call_off(code)
            self._commit()
            return code if code in self._stopping else ""
        self._crash_point("execute.locked_again")
        verdict = self._call(Tap(self.key, mine))
        self._crash_point("execute.answered")
        self._keep_answer(verdict, lambda: self._awaits_answer(mine), "execute")
        return "provider_key" if verdict.stops_run else ""

    def _lock_patiently(self):
        """Lock, waiting a little: we know that nothing was sent yet."""
        for _try in range(LOCK_TRIES):
            try:
                if self._lock():
                    return True
            except psycopg2.errors.SerializationFailure:
                pass
            self._rollback()
            time.sleep(LOCK_PAUSE)
        return False

    def _call(self, tap):
        """Have Odoo's module call; the Verdict of what came back, whatever it made of it."""
        adapter, expected = self._adapter(), self._expected()
        transaction = self.transaction_id.sudo()
        try:
            with self.env.cr.savepoint():
                self._call_module(transaction.with_context(quittance_tap=tap))
                answer = adapter._answer_of_send(transaction, tap)
                verdict = self._read(answers.FIRST, answer, expected)
                if not self._may_stand(transaction, verdict):
                    raise _Undo
        except _Undo:
            self.env.invalidate_all()
        except Exception as error:  # noqa: BLE001 - whatever broke, what was heard decides
            self.env.invalidate_all()
            answer = tap.last() or adapter._answer_of_send(
                transaction, tap, problem=str(error)[:300] or type(error).__name__)
            verdict = self._read(answers.FIRST, answer, expected)
        return verdict

    def _call_module(self, transaction):
        """The call itself, by Odoo's module of the provider."""
        raise NotImplementedError

    def _may_stand(self, transaction, verdict):
        """Whether what Odoo's module wrote while it called may stand."""
        raise NotImplementedError

    # ------------------------------------------------------------------ the answer

    def _awaits_answer(self, mine):
        """Whether the answer to the send `mine` still has to be written."""
        return sending.may_call_again(self.state, self.send_no, mine)

    def _keep_answer(self, verdict, still_mine, point):
        """Write and commit the answer; after a conflict once more in a transaction of its own."""
        try:
            self._believe(verdict, _("Answer"))
            self.env.flush_all()
            self._crash_point(f"{point}.answer_written")
            self._commit()
        except psycopg2.Error:
            self._rollback()
            if self._lock_patiently() and still_mine():
                self._believe(verdict, _("Answer, written at the second try"))
                self._commit()
        self._crash_point(f"{point}.answer_committed")
