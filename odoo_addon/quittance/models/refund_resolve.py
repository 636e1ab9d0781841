"""Refunds whose outcome is open: given up when never sent, asked about, sent again as recorded.
What stays unknown goes to a person."""

import logging

import psycopg2

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..protocol import answers, refunds, sending, states

_logger = logging.getLogger(__name__)

BATCH = 200
# A refund that was ordered and not sent by then is given up: nobody gets money by surprise.
LEASE_SECONDS = 600
ALARM_SECONDS = 24 * 3600
OPEN = (states.PREPARED, states.SENDING, states.UNKNOWN, states.PENDING)


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    @api.model
    def _resolve_open(self, company=None, limit=BATCH):
        """Ask about what is open and old enough; book what is not in the books. Commits.

        A provider that refuses our key is asked no further this time.
        """
        domain = [("company_id", "=", company.id)] if company else []
        found = self.search([*domain, ("state", "in", OPEN)], limit=limit,
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

    def _resolve(self):
        """Find out about one refund. Commits.

        Answers an error code: '', `busy`, `not_bound` or `provider_key`.
        """
        self.ensure_one()
        if not self.env["quittance.ledger"]._acts_at(self.provider_id):
            return "not_bound"
        try:
            with self.env["quittance.provider.slot"]._taken(self.provider_id) as free:
                return self._resolve_locked() if free else "busy"
        except psycopg2.OperationalError:
            self._rollback()
            return "busy"

    def _resolve_locked(self):
        if not self._lock():
            self._commit()
            return "busy"
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
            mine = self._ask_or_begin_replay()
        self.env.flush_all()
        self._commit()
        self._crash_point("refund.resolved")
        return self._replay(mine) if mine else ""

    def _ask_or_begin_replay(self):
        """Ask the provider; the number of the send that may follow, 0 when nothing is sent."""
        self.asked_at = fields.Datetime.now()
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        answer = adapter._ask_refund(self) if adapter._tells_refunds else None
        if answer is not None:
            verdict = self._read(answers.INQUIRY, answer)
            if verdict.state and verdict.state == self.state:
                return 0
            if self._believe(verdict, _("Asked")):
                return 0
        if self.state == states.SENDING:
            self._move_to(states.UNKNOWN, _("No answer was recorded"))
        mine = self._begin_replay(adapter) if answer is None else 0
        self._tell_when_long_unknown(adapter)
        return mine

    def _begin_replay(self, adapter):
        """The provider knows nothing of it. It never left; or it may leave once more, exactly as
        it was recorded and under the same key."""
        record = self.env["quittance.wire.record"].sudo()._first_charge(self.key)
        if adapter._records_all and refunds.never_left(self.state, bool(record)):
            self._believe(answers.Verdict(
                states.CANCELED, "never_left", _("The worker ended before the call")), _("Asked"))
            return 0
        code = self._replay_refusal(adapter, record)
        if code:
            self._log(_("Not sent again: %s", code))
            return 0
        self.send_no += 1
        self._log(_("Sent again as recorded, number %s", self.send_no))
        return self.send_no

    def _replay_refusal(self, adapter, record):
        age = (fields.Datetime.now() - self.sent_at).total_seconds() if self.sent_at else 10**9
        refused = self._refusal_now() or refunds.would_be_refused(self.code)
        return refunds.replay_refusal(
            self.state, age, bool(record), adapter._replays, refused)

    def _replay(self, mine):
        """Send exactly what was recorded, under a lock and a number of its own."""
        if not self._lock_patiently() or not sending.may_call_again(
                self.state, self.send_no, mine):
            self._commit()
            return "busy"
        adapter = self.env["quittance.provider"]._for(self.provider_id)
        record = self.env["quittance.wire.record"].sudo()._first_charge(self.key)
        code = self._replay_refusal(adapter, record)
        if code:
            self._commit()
            return ""
        self._crash_point("refund.replay_locked")
        answer = adapter._send_again(self, record)
        self.env["quittance.wire.record"].sudo()._insert(
            reference=self.key, send_no=mine, kind="answered", method=record["method"],
            url=record["url"], status=answer.status, problem=answer.problem or None,
            company_no=self.company_id.id)
        self._crash_point("refund.replay_answered")
        verdict = self._read(answers.REPLAY, answer)
        self._keep_answer(verdict, mine)
        return "provider_key" if verdict.stops_run else ""

    # ------------------------------------------------------------------ a person

    def _tell_when_long_unknown(self, adapter):
        age = (fields.Datetime.now() - self.sent_at).total_seconds() if self.sent_at else 0
        hopeless = refunds.would_be_refused(self.code) or (
            not adapter._tells_refunds and not adapter._replays)
        if self.state == states.UNKNOWN and (hopeless or age > ALARM_SECONDS):
            self._tell_supervisors(
                _("Unknown: did this client get the money back?"),
                _("%(key)s for %(invoices)s: look it up at the provider and decide it in "
                  "Quittance › Collection › Refunds.",
                  key=self.key, invoices=self.invoice_names))

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
            "type": "ir.actions.act_window", "res_model": "quittance.refund.decide.wizard",
            "name": _("Decide the outcome"), "view_mode": "form", "target": "new",
            "context": {"default_refund_id": self.id},
        }

    def _check_may_decide(self):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("Deciding an outcome is for Quittance's supervisors."))
        if self.state != states.UNKNOWN:
            raise UserError(_("Only an unknown outcome is decided by a person."))

    def _decide(self, state, reason, provider_reference=""):
        """A supervisor says what became of it; by whom and why are kept."""
        self._check_may_decide()
        if state not in (states.DONE, states.CANCELED):
            raise UserError(_("A refund was given back, or was not executed."))
        if not (reason or "").strip():
            raise UserError(_("Say why: the reason is kept."))
        refund = self.sudo()
        if not refund._lock():
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        # The id of what was not executed is nobody's: kept, it would shut out another's refund.
        reference = provider_reference.strip() if state == states.DONE else ""
        verdict = answers.Verdict(state, "decided", reason.strip(), reference)
        if not refund._believe(verdict, _("Decided by %s", self.env.user.name)):
            raise UserError(_("That does not follow from what is known; see the history."))
