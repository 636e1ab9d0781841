"""Sending a charge: what is looked at before it leaves, and an answer that wants the client."""

import time

import psycopg2

from odoo import api, fields, models

from ..protocol import answers, preflight, sending, states
from .attempt_prepare import LEASE_MINUTES, OVERRIDES, STOPPING
from .instruction_send import LOCK_PAUSE

# The state in which Odoo's transaction ends up with each of ours.
TRANSACTION_STATE = {
    states.DONE: "done", states.PENDING: "pending", states.FAILED: "error",
    states.CANCELED: "error",
}


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    _stopping = STOPPING

    def _execute(self):
        self._read_for_sending()
        return super()._execute()

    def _refusal_to_begin(self):
        """One that lay too long is not sent: a database that was restored may know only that it
        was prepared. It is counted against the caps when everything else allows it."""
        age = (fields.Datetime.now() - self.since).total_seconds()
        if not sending.may_send_first(age, LEASE_MINUTES * 60, self._adapter()._replays):
            return "lease_over"
        return super()._refusal_to_begin() or self.env["quittance.cap.use"]._count(self)

    def _refusal_now(self):
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
        """Nothing is proven while a restore is open: what this database takes for unsent may have
        been sent before it was restored. Nor of what lay too long: its provider is asked first."""
        if code != "lease_over" and not self.env["quittance.ledger"]._get().restore_open:
            super()._call_off(code)

    def _say_refusal(self, code):
        return self._reason_sentence(code, self.row_ids.move_id[:1], self.token_id)

    def _call_module(self, transaction):
        transaction._charge_with_token()

    def _may_stand(self, transaction, verdict):
        self.env.flush_all()
        return transaction.state == TRANSACTION_STATE.get(verdict.state)

    # ------------------------------------------------------------------ the answer

    def _awaits_answer(self, mine):
        return sending.may_call(self.state, self.send_no, mine)

    def _keep_answer(self, verdict, still_mine, point):
        return super()._keep_answer(self._without_client(verdict), still_mine, point)

    def _without_client(self, verdict, first=True):
        """An answer that wants the client: cancel at the provider, have it confirmed, then it is
        `failed`. Not confirmed: unknown."""
        if not verdict.wants_client:
            return verdict
        adapter = self._adapter()
        unclear = answers.Verdict(
            states.UNKNOWN if first else "", verdict.code, verdict.message,
            verdict.provider_reference)
        if not (adapter._can_cancel and verdict.provider_reference):
            return unclear
        if not self.provider_reference:
            self.provider_reference = verdict.provider_reference
        answer = adapter._cancel(self)
        found = self._read(answers.INQUIRY, answer, self._expected())
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

