"""Resolving an attempt: give up what was never sent, close the client's open pages, ask."""

import logging

from odoo import _, api, fields, models

from ..protocol import answers, sending, states

_logger = logging.getLogger(__name__)

# A pending debit tells by webhook; asking is for when none comes.
POLL_SECONDS = 3600
BATCH = 200


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _wait(self, name):
        """Seconds of a wait; only the tests' own addon shortens it."""
        settings = self.env["quittance.settings"]._for_company(self.company_id)
        default = {
            "resolve": settings.resolve_wait_seconds,
            "poll_pending": POLL_SECONDS,
            "open_session": settings.open_session_minutes * 60,
        }[name]
        return self.env["quittance.policy"]._wait_seconds(name, default)

    @api.model
    def _to_resolve(self, company=None, limit=BATCH):
        """Attempts whose outcome is open: first those of which nobody knows whether they charged,
        however many debits wait for their bank; those asked about longest ago first."""
        domain = ["|", ("state", "in", states.OPEN), "&", "&", ("state", "=", "failed"),
                  ("rail", "=", "portal"), "&", ("closed_at_provider", "=", False),
                  ("provider_reference", "!=", False)]
        if company:
            domain = [("company_id", "=", company.id), *domain]
        unclear, found = ("state", "in", (states.SENDING, states.UNKNOWN)), self.browse()
        for part in ([unclear], ["!", unclear]):
            found |= self.search([*part, *domain], limit=limit * 5,
                                 order="asked_at NULLS FIRST, id")
        return found.filtered(lambda one: one._is_ripe())[:limit]

    def _is_ripe(self):
        """Whether it is time to look at this attempt again."""
        now = fields.Datetime.now()
        if self.state == states.PREPARED:
            return now > self.lease_until
        if self.state == states.FAILED:
            return True
        wait = self._wait("poll_pending") if self.state == states.PENDING else (
            self._wait("resolve"))
        if self._is_open_session():
            wait = self._wait("open_session")
        last = max(self.since, self.asked_at or self.since)
        return (now - last).total_seconds() >= wait

    def _is_open_session(self):
        """The client's own payment, begun in the portal and not answered yet."""
        return self.rail == "portal" and self.state == states.SENDING and not self.token_id

    def _resolve_locked(self):
        self._crash_point("resolve.locked")
        age = (fields.Datetime.now() - self.since).total_seconds()
        if self.state == states.PREPARED:
            self._give_up()
        elif self.state == states.FAILED and self.rail == "portal":
            self._close_session()
        elif self._is_open_session() and age >= self._wait("open_session"):
            self._close_session()
        elif sending.may_ask(self.state, age, self._wait("resolve")):
            return self._ask_or_replay()
        self.env.flush_all()
        self._commit()
        return ""

    def _give_up(self):
        """A prepared attempt whose lease is over and of which nothing was ever sent.

        A database that was restored may only not know it: where the provider can be asked, it is,
        and what it knows is put back as unknown. Given up unasked, it would look to the audit like
        what became of the send.
        """
        over = fields.Datetime.now() > self.lease_until
        if not sending.may_give_up(self.state, bool(self.sent_at), over) or (
                self.env["quittance.ledger"]._get().restore_open):
            return
        verdict = self._ask()
        if verdict is None or verdict.code == "cannot_ask" or verdict.state == states.CANCELED:
            self._believe(
                answers.Verdict(states.CANCELED, "lease_over", _("Never sent")), _("Given up"))
        elif verdict.state or verdict.is_open:
            self._move_to(states.UNKNOWN, _("No answer was recorded"), restored=True,
                          sent_at=fields.Datetime.now())

    # ------------------------------------------------------------------ asking

    def _ask_or_replay(self):
        """Ask the provider; where it knows nothing, send what was recorded."""
        verdict = self._ask()
        self._crash_point("resolve.asked")
        if verdict and verdict.state:
            self._keep_answer(verdict, lambda: self.state in states.OPEN, "resolve")
            return ""
        mine = self._wait_or_replay(nothing_there=verdict is None)
        self.env.flush_all()
        self._crash_point("resolve.answer_written")
        self._commit()
        self._crash_point("resolve.answer_committed")
        return self._replay(mine) if mine else ""

    def _ask(self):
        """The Verdict of an inquiry; None when the provider says that it knows no such payment,
        or cannot be asked but replays."""
        self.asked_at = fields.Datetime.now()
        adapter = self._adapter()
        if not adapter._can_ask_about(self):
            return None if adapter._replays else answers.Verdict("", "cannot_ask")
        answer = adapter._ask(self)
        if answer is None:
            self._note(_("Asked: the provider knows no such payment"))
            return None
        verdict = self._read(answers.INQUIRY, answer, self._expected())
        if not verdict.state:
            self._note(self._sentence(verdict, _("Asked")))
        return self._without_client(verdict, first=False)

    def _ask_instead(self, told):
        """What the provider says when asked, of what its webhook told and cannot follow on what is
        known: webhooks come late and in any order. None where asking is no help: what was told
        fits, is about another payment than ours, or asking decides nothing."""
        refused = self._table_move(self.state, told.state, False).result == "refused"
        adapter = self._adapter()
        if not told.state or not refused or not adapter._can_ask_about(self) or (
                told.provider_reference != self.provider_reference):
            return None
        answer = adapter._ask(self)
        verdict = answer and self._read(answers.INQUIRY, answer, self._expected())
        return verdict if verdict and verdict.state else None

    @api.model
    def _can_be_asked(self, adapter):
        return adapter._can_ask

    # ------------------------------------------------------------------ sending again

    def _never_left(self, record):
        return bool(self.token_id) and super()._never_left(record)

    def _was_restored(self):
        return self.origin == "restore" or bool(self.event_ids.filtered(
            lambda event: (event.before, event.after) in states.RESTORED))

    def _begin_replay(self, record):
        if self.rail == "portal" and not self.token_id:
            return 0
        mine = super()._begin_replay(record)
        if mine:
            self.env.flush_all()
            self._crash_point("replay.number_written")
        return mine

    # ------------------------------------------------------------------ the scheduled action

    @api.model
    def _cron_resolve(self):
        """Every ten minutes: ask about what is open, book what is done, hear of what came back."""
        self = self._in_company_words()
        for attempt in self._to_resolve():
            attempt._resolve_isolated()
        self._tell_past_limits()
        self._book_open()
        self._hear_of_returns()
        self.env["quittance.refund"]._resolve_open()
        self.env["quittance.refund"]._hear_all()

    def _resolve_isolated(self):
        """Resolve; one that breaks does not keep the others from it: it answers `busy`."""
        try:
            return self._resolve()
        except Exception:
            self._rollback()
            _logger.exception("attempt=%s could not be resolved", self.id)
            return "busy"

    @api.model
    def _book_open(self, company=None, limit=BATCH):
        domain = [("state", "=", "done"), ("booked", "=", False)]
        if company:
            domain.append(("company_id", "=", company.id))
        self.search(domain, limit=limit)._book()
