"""Sending: two phases with a commit between them, so that a re-run never sends again."""

import time

import psycopg2

from odoo import _, api, fields, models

from ..protocol import answers, preflight, sending, states
from ..services.wire import Tap
from .attempt import TRANSACTION_STATE
from .attempt_prepare import OVERRIDES, STOPPING

LOCK_TRIES = 8
LOCK_PAUSE = 0.25


class _Undo(Exception):
    """Odoo's module made something else of the answer than the table does: undo that."""


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _execute(self):
        """Charge, if it is still to be charged. Answers an error code, '' for none.

        Commits twice. `busy`: another transaction works on it; nothing was done.
        """
        self.ensure_one()
        self._read_for_sending()
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
        code = self._refusal_now() or self.env["quittance.cap.use"]._count(self)
        if code:
            self._call_off(code)
            return code if code in STOPPING else "", 0
        now = fields.Datetime.now()
        self._move_to(states.SENDING, _("Sent"), send_no=self.send_no + 1, sent_at=now)
        self.env.flush_all()
        self._crash_point("execute.sending_written")
        return "", self.send_no

    def _refusal_now(self):
        """The reason for which `prepare` would refuse this attempt now, '' for none."""
        overrides = OVERRIDES[self.origin] | (
            preflight.AFTER_READING if self.again_because else set())
        as_of = self.as_of or self.company_id._quittance_today()
        moves, residual, due = self.row_ids.move_id, 0, 0
        self._read_for_checks(moves, self.token_id)
        for move in moves:
            problem = self.token_id._quittance_problem(
                self.client_id, self.company_id) if self.token_id else ""
            facts = self._facts(move, as_of, self.token_id, problem, own=self, origin=self.origin)
            code = preflight.reason(facts, overrides)
            if code != preflight.COLLECT:
                return code
            residual += facts.residual - (facts.credit if self.origin == "hand" else 0)
            due += facts.due
        allowed = residual if self.origin == "client" or self.early else due
        return "" if self._amount_decimal() <= allowed else "nothing_due"

    def _call_off(self, code):
        """Proven unsent: the attempt ends as not executed. Nothing is proven while a restore is open:
        what this database takes for unsent may have been sent before it was restored."""
        if self.env["quittance.ledger"]._get().restore_open:
            return
        sentence = self._reason_sentence(code, self.row_ids.move_id[:1], self.token_id)
        self._believe(
            answers.Verdict(states.CANCELED, code, sentence), _("Not sent"))

    # ------------------------------------------------------------------ second phase

    def _send(self, mine):
        """Lock again, look again, call, write the answer, commit."""
        if not self._lock_patiently():
            return "busy"
        if not sending.may_call(self.state, self.send_no, mine):
            return ""
        code = self._refusal_now()
        if code:
            self._call_off(code)
            self._commit()
            return code if code in STOPPING else ""
        self._crash_point("execute.locked_again")
        verdict = self._call(Tap(self.key, mine))
        self._crash_point("execute.answered")
        self._keep_answer(verdict, lambda: sending.may_call(self.state, self.send_no, mine))
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
        """Have Odoo's module charge; the Verdict of what came back, whatever it made of it."""
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        transaction = self.transaction_id.sudo()
        expected = adapter._expected(transaction)
        try:
            with self.env.cr.savepoint():
                transaction.with_context(quittance_tap=tap)._charge_with_token()
                answer = adapter._answer_of_send(transaction, tap)
                verdict = self._read(answers.FIRST, answer, expected)
                self.env.flush_all()
                if transaction.state != TRANSACTION_STATE.get(verdict.state):
                    raise _Undo
        except _Undo:
            self.env.invalidate_all()
        except Exception as error:  # noqa: BLE001 - whatever broke, what was heard decides
            self.env.invalidate_all()
            answer = tap.last() or adapter._answer_of_send(
                transaction, tap, problem=str(error)[:300] or type(error).__name__)
            verdict = self._read(answers.FIRST, answer, expected)
        return verdict

    def _read(self, kind, answer, expected):
        return answers.read(self.provider_id.code, kind, answer, expected)

    def _keep_answer(self, verdict, still_mine, point="execute"):
        """Write and commit the answer; after a conflict once more in a transaction of its own."""
        verdict = self._without_client(verdict)
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

    def _without_client(self, verdict, first=True):
        """An answer that wants the client: cancel at the provider, have it confirmed, then it is
        `failed`. Not confirmed: unknown."""
        if not verdict.wants_client:
            return verdict
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        unclear = answers.Verdict(
            states.UNKNOWN if first else "", verdict.code, verdict.message,
            verdict.provider_reference)
        if not (adapter._can_cancel and verdict.provider_reference):
            return unclear
        if not self.provider_reference:
            self.provider_reference = verdict.provider_reference
        answer = adapter._cancel(self)
        found = self._read(
            answers.INQUIRY, answer, adapter._expected(self.transaction_id.sudo()))
        if found.state == states.CANCELED:
            self.closed_at_provider = True
            return answers.Verdict(
                states.FAILED, verdict.code, verdict.message, verdict.provider_reference,
                advice=verdict.advice)
        return found if found.state and not found.wants_client else unclear

    # ------------------------------------------------------------------ many

    @api.model
    def _execute_all(self, attempts, deadline):
        """{attempt: error code} of executing one after the other until the deadline.

        One that breaks does not stop the others; a provider that refuses our key stops all.
        """
        codes, stop = {}, ""
        for attempt in attempts:
            if stop or time.monotonic() > deadline:
                codes[attempt] = stop or "busy"
                continue
            codes[attempt] = attempt._execute_isolated()
            stop = codes[attempt] if codes[attempt] == "provider_key" else ""
        return codes

    def _execute_isolated(self):
        """Execute; a database conflict before anything was sent is tried again, then `busy`."""
        for _try in range(3):
            try:
                return self._execute()
            except psycopg2.OperationalError:
                self._rollback()
                time.sleep(LOCK_PAUSE)
        return "busy"

