"""What asking does not clear, a supervisor decides, with a reason."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..protocol import answers, sending, states

# How long a state may last before a person may decide it.
LIMIT_SECONDS = {
    states.PREPARED: 24 * 3600, states.SENDING: 24 * 3600, states.PENDING: 21 * 86400,
    states.UNKNOWN: 0,
}


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

    def action_decide(self):
        """The button *Decide*: asks for outcome and reason."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window", "res_model": "quittance.decide.wizard",
            "name": _("Decide the outcome"), "view_mode": "form", "target": "new",
            "context": {"default_attempt_id": self.id},
        }

    def action_ask_again(self):
        """The button *Ask the provider now*."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Asking is for Quittance's accountants."))
        self.check_access("read")
        code = self.sudo()._resolve()
        if code == "not_bound":
            raise UserError(self.env["quittance.ledger"]._get()._bound_message())
        if code == "busy":
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        return True

    def _check_may_decide(self):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("Deciding an outcome is for Quittance's supervisors."))
        if not sending.may_decide(self.state, self.past_limit):
            raise UserError(_(
                "Only an unknown outcome, or a state that lasts longer than its limit, is decided "
                "by a person. This attempt is %(state)s since %(since)s.",
                state=self.state, since=fields.Datetime.to_string(self.since)))

    def _decide(self, state, reason, provider_reference=""):
        """A supervisor says what became of it; by whom and why are kept."""
        self.ensure_one()
        self._check_may_decide()
        if state not in (states.DONE, states.FAILED, states.CANCELED):
            raise UserError(_("An outcome is collected, declined or not executed."))
        if not (reason or "").strip():
            raise UserError(_("Say why: the reason is kept."))
        attempt = self.sudo()
        if not attempt._lock():
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        if attempt.state == states.PREPARED and state != states.CANCELED:
            raise UserError(_("It was never sent, so it can only be called off."))
        # What took no money has no id: one typed in by mistake would shut out whose it is.
        verdict = answers.Verdict(state, "decided", reason.strip(),
                                  provider_reference.strip() if state == states.DONE else "")
        if not attempt._believe(verdict, _("Decided by %s", self.env.user.name)):
            raise UserError(_("That does not follow from what is known; see the history."))
        if state == states.DONE:
            attempt._book_halving()
