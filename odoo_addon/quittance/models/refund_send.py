"""Sending a refund: recorded with its key before it leaves; a re-run never sends again."""

import time

import psycopg2

from odoo import _, fields, models

from ..protocol import answers, refunds, sending, states
from ..services.wire import Tap
from .attempt_send import LOCK_PAUSE, LOCK_TRIES


class _Undo(Exception):
    """What Odoo's module made of the answer is undone: the books follow the verdict."""


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    def _execute(self):
        """Give the money back, if that is still to be done. Commits twice. An error code or ''."""
        self.ensure_one()
        with self.env["quittance.provider.slot"]._taken(self.provider_id) as free:
            mine = self._begin_sending() if free else 0
            self._commit()
            if not mine:
                return "" if free else "busy"
            self._crash_point("refund.sending_committed")
            return self._send(mine)

    def _begin_sending(self):
        """First phase: the checks again, then `sending` and the send's number."""
        if not self._lock() or not sending.may_begin(self.state):
            return 0
        if self._call_off_refused():
            return 0
        self._move_to(states.SENDING, _("Sent"), send_no=self.send_no + 1,
                      sent_at=fields.Datetime.now())
        self.env.flush_all()
        self._crash_point("refund.sending_written")
        return self.send_no

    def _call_off_refused(self):
        """Proven unsent, and not to be sent any more: ends as not executed. Whether it did."""
        code = self._refusal_now()
        if code:
            self._believe(answers.Verdict(
                states.CANCELED, code, self._refusal_sentence(code, self.attempt_id)),
                _("Not sent"))
        return bool(code)

    def _refusal_now(self):
        """Why it would not be ordered now, '' for nothing: part may have gone back meanwhile."""
        attempt = self.attempt_id
        given = attempt._given_back() - self._amount_decimal()
        return refunds.refusal(attempt.state, self._amount_decimal(), attempt._amount_decimal(),
                               given)

    def _send(self, mine):
        """Second phase: lock and look again, call, write the answer, commit."""
        if not self._lock_patiently() or not sending.may_call(self.state, self.send_no, mine):
            self._commit()
            return "busy"
        if self._call_off_refused():
            self._commit()
            return ""
        self._crash_point("refund.locked_again")
        verdict = self._call(Tap(self.key, mine))
        self._crash_point("refund.answered")
        self._keep_answer(verdict, mine)
        return "provider_key" if verdict.stops_run else ""

    def _lock_patiently(self):
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
        """Have Odoo's module refund; the Verdict of what came back, whatever it made of it."""
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        transaction = self.transaction_id.sudo()
        answer = None
        try:
            with self.env.cr.savepoint():
                transaction.with_context(quittance_tap=tap)._send_refund_request()
                answer = adapter._answer_of_send(transaction, tap)
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        except Exception as error:  # noqa: BLE001 - whatever broke, what was heard decides
            self.env.invalidate_all()
            answer = tap.last() or adapter._answer_of_send(
                transaction, tap, problem=str(error)[:300] or type(error).__name__)
        return self._read(answers.FIRST, answer)

    def _expected(self):
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        return answers.Expected(self.key, adapter._minor(self.amount, self.currency_id),
                                self.currency_id.name)

    def _read(self, kind, answer):
        return refunds.read(self.provider_id.code, kind, answer, self._expected())

    def _keep_answer(self, verdict, mine):
        """Write and commit the answer; after a conflict once more in a transaction of its own."""
        try:
            self._believe(verdict, _("Answer"))
            self.env.flush_all()
            self._crash_point("refund.answer_written")
            self._commit()
        except psycopg2.Error:
            self._rollback()
            if self._lock_patiently() and sending.may_call_again(self.state, self.send_no, mine):
                self._believe(verdict, _("Answer, written at the second try"))
                self._commit()
        self._crash_point("refund.answer_committed")
