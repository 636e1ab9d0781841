"""Refunds whose outcome is open: given up when never sent, asked about, decided by a person."""

import logging

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..protocol import answers, refunds, sending, states
from .refund_send import LEASE_SECONDS

_logger = logging.getLogger(__name__)

BATCH = 200


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    @api.model
    def _resolve_open(self, company=None, limit=BATCH):
        """Ask about what is open and old enough; book what is not in the books. Commits.

        A provider that refuses our key is asked no further this time.
        """
        domain = [("company_id", "=", company.id)] if company else []
        found = self.search([*domain, ("state", "in", states.OPEN)], limit=limit,
                            order="asked_at NULLS FIRST, id")
        refused = self.env["payment.provider"]
        for refund in found.filtered(lambda one: one._is_ripe()):
            if refund.provider_id not in refused and (
                    refund._isolated(refund._resolve) == "provider_key"):
                refused |= refund.provider_id
        for refund in self.search([*domain, ("book_problem", "!=", False)], limit=limit):
            refund._isolated(refund._book_again)

    def _isolated(self, work):
        """What `work` answers, None when it breaks: one that does not stop the others."""
        try:
            return work()
        except Exception:
            self._rollback()
            _logger.exception("refund=%s could not be resolved", self.id)
            return None

    def _is_ripe(self):
        if self.state == states.PREPARED:
            wait = self.env["quittance.policy"]._wait_seconds("refund_lease", LEASE_SECONDS)
        else:
            wait = self.attempt_id._wait(
                "poll_pending" if self.state == states.PENDING else "resolve")
        last = max(self.since, self.asked_at or self.since)
        return (fields.Datetime.now() - last).total_seconds() >= wait

    def _resolve_locked(self):
        self._crash_point("refund.resolve_locked")
        mine = 0
        if sending.may_give_up(self.state, bool(self.sent_at), self._is_ripe()):
            self._believe(answers.Verdict(states.CANCELED, "never_sent", _("Never sent")),
                          _("Given up"))
            self._tell_supervisors(
                _("A refund was ordered and not sent"),
                _("%(invoices)s, %(amount)s: order it again if it is still wanted.",
                  invoices=self.invoice_names, amount=self.currency_id.format(self.amount)))
        elif self.state in (states.SENDING, states.UNKNOWN, states.PENDING):
            mine = self._ask_or_replay()
        self.env.flush_all()
        self._commit()
        self._crash_point("refund.resolved")
        return self._replay(mine) if mine else ""

    def _ask_or_replay(self):
        """Ask the provider; the number of the send that may follow, 0 when nothing is sent."""
        self.asked_at = fields.Datetime.now()
        adapter = self._adapter()
        answer = adapter._ask_refund(self) if adapter._tells_refunds else None
        if answer is not None:
            verdict = self._read(answers.INQUIRY, answer, self._expected())
            if verdict.state and verdict.state == self.state:
                return 0
            if self._believe(verdict, _("Asked")):
                return 0
        return self._wait_or_replay(nothing_there=answer is None)

    @api.model
    def _can_be_asked(self, adapter):
        return adapter._tells_refunds

    def _refusal_to_replay(self):
        return (super()._refusal_to_replay() or refunds.would_be_refused(self.code)
                or bool(self._made_instead()))

    def _is_hopeless(self, adapter):
        return (refunds.would_be_refused(self.code) or bool(self._made_instead())
                or super()._is_hopeless(adapter))

    def _made_instead(self):
        """Refunds that a person may have made at the provider in the stead of this one."""
        return self.attempt_id.refund_ids.filtered(
            lambda one: one.kind == "refund" and refunds.may_stand_instead(
                self.no, one.no, one.origin, one.state))

    def _begin_replay(self, record):
        """Before money leaves again, what the provider has of the charge is looked through."""
        if not self._replay_refusal(record):
            news = self._take_over_others(self.attempt_id)
            if news is None or news and not self._made_instead():
                self._note(_("Not sent again: %s", _(
                    "the provider did not say which refunds of this charge it has")
                    if news is None else self._say_made_instead(", ".join(news))))
                return 0
        return super()._begin_replay(record)

    def _say_not_again(self, code):
        instead = self._made_instead()
        return self._say_made_instead(
            ", ".join(instead.mapped("provider_reference"))) if instead else code

    @api.model
    def _say_made_instead(self, references):
        return _("the provider has a later refund of this charge (%s), which a person may have "
                 "made in its stead", references)

    # ------------------------------------------------------------------ a person

    def _decide_window(self):
        return {"res_model": "quittance.refund.decide.wizard",
                "context": {"default_refund_id": self.id}}

    def _check_decidable(self):
        if self.state != states.UNKNOWN:
            raise UserError(_("Only an unknown outcome is decided by a person."))

    def _check_outcome(self, state):
        if state not in (states.DONE, states.CANCELED):
            raise UserError(_("A refund was given back, or was not executed."))
