"""Resolving what has no answer: where asking finds nothing, send exactly what was recorded, under
the same key. What stays unknown goes to a person."""

import psycopg2

from odoo import _, api, fields, models

from ..protocol import answers, sending, states

ALARM_SECONDS = 24 * 3600


class QuittanceInstructionMixin(models.AbstractModel):
    _inherit = "quittance.instruction.mixin"

    def _resolve(self):
        """Find out about one. Commits.

        Answers an error code: '', `busy`, `not_bound` or `provider_key`.
        """
        self.ensure_one()
        if not self.env["quittance.ledger"]._acts_at(self.provider_id):
            return "not_bound"
        try:
            with self.env["quittance.provider.slot"]._taken(self.provider_id) as free:
                if not free:
                    return "busy"
                if not self._lock():
                    self._commit()
                    return "busy"
                return self._resolve_locked()
        except psycopg2.OperationalError:
            self._rollback()
            return "busy"

    def _resolve_locked(self):
        """The same under its lock."""
        raise NotImplementedError

    def _wait_or_replay(self, nothing_there):
        """Asking decided nothing. The number of the send that may follow, 0 for none.

        `nothing_there`: the provider says that it has none. Silence, or an object that decides
        nothing, must not be answered by sending.
        """
        if self.state == states.SENDING:
            self._move_to(states.UNKNOWN, _("No answer was recorded"))
        mine = 0
        if nothing_there:
            record = self._recorded()
            if self._never_left(record):
                self._believe(answers.Verdict(
                    states.CANCELED, "never_left", _("The worker ended before the call")),
                    _("Asked"))
            else:
                mine = self._begin_replay(record)
        self._tell_when_long_unknown()
        return mine

    # ------------------------------------------------------------------ sending again

    def _recorded(self):
        """The request of the first send as it left, or None."""
        return self.env["quittance.wire.record"].sudo()._first_charge(self.key)

    def _never_left(self, record):
        """Only for a provider whose every request is recorded before it leaves."""
        return self._adapter()._records_all and sending.never_left(
            self.state, bool(record), self._was_restored())

    def _was_restored(self):
        """Whether its records may have been lost by a restore."""
        return False

    def _seconds_since_sent(self):
        """None when nothing was sent."""
        return (fields.Datetime.now() - self.sent_at).total_seconds() if self.sent_at else None

    def _replay_refusal(self, record):
        """Why what was recorded must not be sent once more, '' when it may."""
        age = self._seconds_since_sent()
        return sending.replay_refusal(
            self.state, 10**9 if age is None else age, bool(record), self._adapter()._replays,
            self._refusal_to_replay())

    def _refusal_to_replay(self):
        """The reason for which it would not be sent once more, '' for none."""
        return self._refusal_now()

    def _say_not_again(self, code):
        """Why nothing is sent again, in words where a person has to decide by them."""
        return code

    def _begin_replay(self, record):
        """The number of the send that may follow, 0 when nothing is sent again."""
        code = self._replay_refusal(record)
        if code:
            self._note(_("Not sent again: %s", self._say_not_again(code)))
            return 0
        self.send_no += 1
        self._note(_("Sent again as recorded, number %s", self.send_no))
        return self.send_no

    def _replay(self, mine):
        """Send exactly what was recorded, under a lock and a number of its own."""
        self._crash_point("replay.number_committed")
        if not self._lock_patiently() or not sending.may_call_again(
                self.state, self.send_no, mine):
            self._commit()
            return "busy"
        record = self._recorded()
        if self._replay_refusal(record):
            self._commit()
            return ""
        self._crash_point("replay.locked_again")
        answer = self._adapter()._send_again(self, record)
        self.env["quittance.wire.record"].sudo()._insert(
            reference=self.key, send_no=mine, kind="answered", method=record["method"],
            url=record["url"], status=answer.status, problem=answer.problem or None,
            company_no=self.company_id.id)
        self._crash_point("replay.answered")
        verdict = self._read(answers.REPLAY, answer, self._expected())
        self._keep_answer(
            verdict, lambda: sending.may_call_again(self.state, self.send_no, mine), "replay")
        return "provider_key" if verdict.stops_run else ""

    # ------------------------------------------------------------------ telling

    def _tell_when_long_unknown(self):
        """A person is told of an unknown that asking does not clear."""
        adapter = self._adapter()
        if self.state == states.UNKNOWN and (
                self._is_hopeless(adapter) or (self._seconds_since_sent() or 0) > ALARM_SECONDS):
            self._tell_unknown()

    def _is_hopeless(self, adapter):
        """Whether neither asking nor sending again will ever tell."""
        return not self._can_be_asked(adapter) and not adapter._replays

    @api.model
    def _can_be_asked(self, adapter):
        """Whether this provider answers inquiries of this kind at all."""
        raise NotImplementedError

    def _tell_unknown(self):
        raise NotImplementedError
