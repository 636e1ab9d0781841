"""Which attempts wait for a person, and what a person may say of them."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..protocol import sending, states

# How long a state may last before a person may decide it.
LIMIT_SECONDS = {
    states.PREPARED: 24 * 3600, states.SENDING: 24 * 3600, states.PENDING: 21 * 86400,
    states.UNKNOWN: 0,
}
TOLD_AT_ONCE = 200


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _limit_seconds(self, state):
        return self.env["quittance.policy"]._wait_seconds(
            f"limit_{state}", LIMIT_SECONDS.get(state, 0))

    @api.depends("state", "since")
    def _compute_past_limit(self):
        now = fields.Datetime.now()
        for attempt in self:
            limit = timedelta(seconds=attempt._limit_seconds(attempt.state))
            attempt.past_limit = attempt.state in states.OPEN and now >= attempt.since + limit

    def _search_past_limit(self, operator, value):
        """Domain of the attempts that wait for a person."""
        if operator not in ("=", "!=", "in", "not in"):
            return NotImplemented
        wanted = (True in value) if operator in ("in", "not in") else bool(value)
        if operator in ("!=", "not in"):
            wanted = not wanted
        now, past = fields.Datetime.now(), []
        for state in states.OPEN:
            before = now - timedelta(seconds=self._limit_seconds(state))
            past.append("&"), past.append(("state", "=", state))
            past.append(("since", "<=", before))
        domain = ["|"] * (len(states.OPEN) - 1) + past
        return domain if wanted else ["!", *domain]

    @api.model
    def _tell_past_limits(self):
        """A person is told, once, of what was sent and has no outcome beyond its limit, whether it
        could be asked about meanwhile or not. Those that passed it last come first."""
        for attempt in self.search(
                [("past_limit", "=", True), ("state", "in", (states.SENDING, states.PENDING))],
                order="since DESC, id", limit=TOLD_AT_ONCE):
            attempt._tell_past_limit()
        self._commit()

    def _decide_window(self):
        return {"res_model": "quittance.decide.wizard",
                "context": {"default_attempt_id": self.id}}

    def _check_decidable(self):
        if not sending.may_decide(self.state, self.past_limit):
            raise UserError(_(
                "Only an unknown outcome, or a state that lasts longer than its limit, is decided "
                "by a person. This attempt is %(state)s since %(since)s.",
                state=self.state, since=fields.Datetime.to_string(self.since)))

    def _check_outcome(self, state):
        if state not in (states.DONE, states.FAILED, states.CANCELED):
            raise UserError(_("An outcome is collected, declined or not executed."))

    def _check_outcome_locked(self, state):
        if self.state == states.PREPARED and state != states.CANCELED:
            raise UserError(_("It was never sent, so it can only be called off."))

    def _decide(self, state, reason, provider_reference=""):
        super()._decide(state, reason, provider_reference)
        if state == states.DONE:
            self.sudo()._book_halving()
