"""What asking does not clear, a supervisor decides, with a reason."""

from odoo import _, models
from odoo.exceptions import AccessError, UserError

from ..protocol import answers, states


class QuittanceInstructionMixin(models.AbstractModel):
    _inherit = "quittance.instruction.mixin"

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

    def action_decide(self):
        """The button *Decide*: asks for outcome and reason."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window", "name": _("Decide the outcome"),
            "view_mode": "form", "target": "new", **self._decide_window(),
        }

    def _decide_window(self):
        """Which wizard, and its context."""
        raise NotImplementedError

    def _check_may_decide(self):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("Deciding an outcome is for Quittance's supervisors."))
        self._check_decidable()

    def _check_decidable(self):
        """A UserError where its state is not for a person to decide."""
        raise NotImplementedError

    def _check_outcome(self, state):
        """A UserError where `state` is no outcome that a person may say."""
        raise NotImplementedError

    def _check_outcome_locked(self, state):
        """The same of what is looked at under the lock."""

    def _decide(self, state, reason, provider_reference=""):
        """A supervisor says what became of it; by whom and why are kept."""
        self.ensure_one()
        self._check_may_decide()
        self._check_outcome(state)
        if not (reason or "").strip():
            raise UserError(_("Say why: the reason is kept."))
        one = self.sudo()
        if not one._lock():
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        one._check_outcome_locked(state)
        # What moved no money has no id: one typed in by mistake would shut out whose it is.
        verdict = answers.Verdict(state, "decided", reason.strip(),
                                  provider_reference.strip() if state == states.DONE else "")
        if not one._believe(verdict, _("Decided by %s", self.env.user.name)):
            raise UserError(_("That does not follow from what is known; see the history."))
