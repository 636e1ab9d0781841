"""Sending a refund: what is looked at before it leaves, and its crash points."""

from odoo import fields, models

from ..protocol import refunds

# A refund that was ordered and not sent by then is given up: nobody gets money by surprise.
LEASE_SECONDS = 600
# The crash points of the steps that a refund shares with a charge: its own names for those that
# it has. The others are its own already.
POINTS = {
    "execute.sending_written": "refund.sending_written",
    "execute.sending_committed": "refund.sending_committed",
    "execute.locked_again": "refund.locked_again",
    "execute.answered": "refund.answered",
    "execute.answer_written": "refund.answer_written",
    "execute.answer_committed": "refund.answer_committed",
    "replay.locked_again": "refund.replay_locked",
    "replay.answered": "refund.replay_answered",
    "replay.answer_written": "refund.answer_written",
    "replay.answer_committed": "refund.answer_committed",
}


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    def _crash_point(self, name):
        own = name if name.startswith("refund.") else POINTS.get(name)
        if own:
            super()._crash_point(own)

    def _refusal_now(self):
        """Part may have gone back meanwhile."""
        attempt = self.attempt_id
        given = attempt._given_back() - self._amount_decimal()
        return refunds.refusal(attempt.state, self._amount_decimal(), attempt._amount_decimal(),
                               given)

    def _refusal_to_begin(self):
        """One that lay too long is not sent by a late click: a database that was restored may know
        only that it was ordered, and after a day the provider would refund it again."""
        age = (fields.Datetime.now() - self.since).total_seconds()
        return "lease_over" if age >= LEASE_SECONDS else super()._refusal_to_begin()

    def _say_refusal(self, code):
        return self._refusal_sentence(code, self.attempt_id)

    def _call_module(self, transaction):
        transaction._send_refund_request()

    def _may_stand(self, transaction, verdict):
        """What Odoo's module made of the answer is undone: the books follow the verdict."""
        return False
