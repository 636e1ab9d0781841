"""Refunds that a provider tells of by itself, or that are found on its lists: each once.

What is told is a hint: the provider is asked what the refund is now, under the lock, so that
notifications twice, late and in disorder end alike.
"""

import logging
from datetime import timedelta
from decimal import Decimal

from odoo import _, api, fields, models

from ..protocol import answers, refunds, states

_logger = logging.getLogger(__name__)

# A refund can fail a month after it was made.
REFUNDS_DAYS = 120


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    @api.model
    def _hear_all(self, company=None):
        """Look through the providers' lists of the last months. Commits for each."""
        providers = self.env["payment.provider"].sudo().search(
            [("state", "!=", "disabled"),
             ("company_id", "=" if company else "!=", company.id if company else False)])
        since = fields.Datetime.now() - timedelta(days=REFUNDS_DAYS)
        for provider in providers.filtered(self.env["quittance.ledger"]._acts_at):
            adapter = self.env["quittance.provider"]._for(provider)
            for one in adapter._list_refunds(provider, since):
                if self._is_news(provider, one):
                    self._hear_isolated(provider, one)

    @api.model
    def _is_news(self, provider, one):
        """Whether a listed refund of one of our charges is not yet known as it is."""
        known = self.search([("provider_id", "=", provider.id),
                             ("provider_reference", "=", one["id"])])
        if known:
            return known.state != one["state"]
        return bool(self._attempt_of(provider, one["payment"]))

    @api.model
    def _attempt_of(self, provider, payment):
        return self.env["quittance.attempt"].search(
            [("provider_id", "=", provider.id), ("provider_reference", "=", payment)]
        ) if payment else self.env["quittance.attempt"]

    @api.model
    def _hear_isolated(self, provider, one):
        attempt = self._attempt_of(provider, one["payment"])
        try:
            self._hear(attempt, one["id"])
            self.env.flush_all()
            attempt._commit()
        except Exception:
            attempt._rollback()
            _logger.exception("attempt=%s: its refund %s could not be taken over", attempt.id,
                              one["id"])

    @api.model
    def _hear(self, attempt, reference):
        """Take over what the provider says of this refund of an attempt now.

        Busy: nothing; whoever works on it writes the answer, and the lists are read again. So too
        while its charge is not known to be done: that is found out first, and booked as it is.
        """
        if not attempt._lock() or attempt.state not in (states.DONE, states.RETURNED):
            return
        adapter = self.env["quittance.provider"]._for(attempt.provider_id)
        answer = adapter._fetch_refund(attempt.provider_id, reference)
        told = adapter._listed_refund(answer.body) if answer.status == 200 else None
        if not told or told["payment"] != attempt.provider_reference:
            return
        refund = self._known(attempt, told)
        digits = adapter._exponent(attempt.currency_id)
        amount = Decimal(told["minor"]).scaleb(-digits)
        if refunds.counts(told["state"]) and not self._has_room(attempt, refund, amount):
            self._tell_too_much(attempt, amount, told["id"])
            return
        refund = refund or self._insert_heard(attempt, amount, told)
        verdict = refund._read(answers.INQUIRY, answer, refund._expected())
        if verdict.state != refund.state or not refund.provider_reference:
            refund._believe(verdict, _("Told by the provider"))

    @api.model
    def _look_for_others(self, attempt):
        """Before money leaves, under the attempt's lock: why nothing may, '' when it may.

        A restored database knows nothing of what was refunded since its backup, and derives the
        same key again, which the provider forgets after a day. What the provider has and this
        database has not is taken over and committed.
        """
        news = self._take_over_others(attempt)
        if news is None:
            return _("The provider did not say which refunds of this charge it has, so nothing "
                     "was sent. Try again in a moment.")
        return _("The provider has refunds of this charge that were not known here: %s. They are "
                 "taken over now, and nothing was sent. Open the dialog again if more is to go "
                 "back.", ", ".join(news)) if news else ""

    @api.model
    def _take_over_others(self, attempt):
        """Ids of what the provider has given back of a charge and this database does not know, or
        not as given back: taken over and committed. None when it does not say all."""
        adapter = self.env["quittance.provider"]._for(attempt.provider_id)
        listed = adapter._list_refunds_of(attempt)
        if listed is None:
            return None
        news = [one["id"] for one in listed
                if refunds.counts(one["state"]) and not any(
                    refunds.counts(known.state) for known in self._known(attempt, one))]
        for reference in news:
            self._hear(attempt, reference)
        if news:
            self.env.flush_all()
            attempt._commit()
        return news

    @api.model
    def _known(self, attempt, told):
        return attempt.refund_ids.filtered(
            lambda one: one.provider_reference == told["id"]
            or (one.key == told["key"] and not one.provider_reference))

    @api.model
    def _has_room(self, attempt, refund, amount):
        """Whether all refunds stay within the charge when this one (empty: a new one) counts."""
        if refund and refunds.counts(refund.state):
            return True
        return amount <= attempt._amount_decimal() - attempt._amount_decimal("refunding")

    @api.model
    def _tell_too_much(self, attempt, amount, reference):
        """The provider's refund and one under way here are together more than was collected: one
        of them was not executed, and a person finds out which."""
        attempt._tell_once(_("The provider gave back more than fits"), _(
            "%(key)s: the provider shows a refund of %(amount)s (%(id)s). With those that are given "
            "back or under way in Odoo that is more than was collected, so it is not in the books. "
            "Look at the provider's own pages: one that is unknown in Quittance › Collection › "
            "Refunds and not there was not executed. Decide it so, and this one is taken over.",
            key=attempt.key, amount=attempt.currency_id.format(float(amount)), id=reference))

    @api.model
    def _insert_heard(self, attempt, amount, told):
        """A refund that was made on the provider's own pages, or lost by a restore.

        Pending and not unknown: nothing of it is sent from here, so that it may stand beside one
        that is under way. Its key may be another's by now: a restored database orders anew.
        """
        taken = self.search_count([("key", "=", told["key"])], limit=1)
        return self._insert(attempt, {
            "key": told["id"] if taken else told["key"] or told["id"], "no": attempt.refund_no + 1,
            "amount": float(amount), "origin": "provider",
            # One that failed counts for nothing: there may be no room for it any more.
            "state": states.FAILED if told["state"] == states.FAILED else states.PENDING,
            "sent_at": fields.Datetime.now(), "provider_reference": told["id"],
            "day": self.env["quittance.settings"]._for_company(
                attempt.company_id)._local(told["created"]).date(),
        }, _("Seen at the provider"))

    @api.model
    def _follow(self, attempt, transaction, state):
        """What Odoo's module says of a refund's transaction, where the provider is not asked."""
        if self.env["quittance.provider"]._for(attempt.provider_id)._tells_refunds:
            return
        refund = transaction._quittance_refund()
        digits = attempt.currency_id.decimal_places
        amount = Decimal(f"{-transaction.amount:.{digits}f}")
        if refunds.counts(state) and not self._has_room(attempt, refund, amount):
            self._tell_too_much(attempt, amount, transaction.reference)
            return
        refund = refund or self._insert(attempt, {
            "key": transaction.reference, "no": attempt.refund_no + 1,
            "amount": float(amount), "origin": "provider", "state": states.PENDING,
            "transaction_id": transaction.id, "sent_at": fields.Datetime.now(),
        }, _("Seen at the provider"))
        if refund.state != state:
            refund._believe(answers.Verdict(
                state, transaction.state, transaction.state_message or "",
                transaction.provider_reference or ""), _("Told by the provider"))

    @api.model
    def _take_part(self, attempt, dispute):
        """The part of a charge that a dispute takes back, and gives again when it is won: one row
        for each dispute."""
        part = attempt._part_of(dispute)
        won = bool(dispute["won"])
        if not part and won:
            return
        if not part:
            minor = Decimal(dispute["minor"])
            digits = self.env["quittance.provider"]._for(
                attempt.provider_id)._exponent(attempt.currency_id)
            part = self._insert(attempt, {
                "key": dispute["id"], "kind": "dispute", "no": attempt.refund_no + 1,
                "amount": float(minor.scaleb(-digits)), "origin": "provider",
                "state": states.PENDING, "provider_reference": dispute["id"],
                "day": dispute["day"], "reason": dispute["code"],
            }, _("Seen at the provider"))
        part._believe(answers.Verdict(
            states.FAILED if won else states.DONE, dispute["code"], dispute["message"]),
            _("The dispute was won") if won else _("Came back"))
