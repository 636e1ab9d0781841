"""Ordering a refund: the intent is written first, and found again by whoever asks again."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..protocol import keys, refunds, states


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    @api.model
    def _order_once(self, attempt, amount, no, reason):
        """Refund `amount` (Decimal) of an attempt, once for its number. Commits; the refund.

        `no`: the number that the person saw on opening the dialog. The same order again, by a
        second click or another worker, finds the first one and sends nothing of its own.
        """
        refund = self._prepare(attempt, amount, no, reason)
        self._crash_point("refund.created")
        attempt._commit()
        self._crash_point("refund.committed")
        refund._execute()
        return refund

    @api.model
    def _prepare(self, attempt, amount, no, reason):
        if not attempt._lock():
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        known = self.search([("attempt_id", "=", attempt.id), ("no", "=", no)])
        if known:
            return known._same_order(amount)
        self._check_none_live(attempt)
        self._check_ways(attempt)
        code = refunds.refusal(attempt.state, amount, attempt._amount_decimal(),
                               attempt._given_back())
        if not code and amount < attempt._amount_decimal() and attempt._refunds_whole_only():
            code = "whole_only"
        if code:
            raise UserError(self._refusal_sentence(code, attempt))
        others = self._look_for_others(attempt)
        if others:
            raise UserError(others)
        return self._create_prepared(attempt, amount, no, reason)

    @api.model
    def _check_none_live(self, attempt):
        live = attempt.refund_ids.filtered(lambda one: refunds.is_live(one.state))
        if live:
            raise UserError(live[0]._sentence_live())

    def _same_order(self, amount):
        """The known refund; another amount under its number is another order."""
        if self.kind != "refund" or self._amount_decimal() != amount:
            raise UserError(_(
                "Something of this charge went back meanwhile: %s. Open the dialog again.",
                self.currency_id.format(self.amount)))
        return self

    @api.model
    def _check_ways(self, attempt):
        """Whether Odoo's module of this provider can refund at all, and may here."""
        provider = attempt.provider_id.sudo()
        if not attempt._refunds_in_odoo():
            raise UserError(_(
                "Odoo's module for %s cannot refund. Refund on the provider's own pages, then "
                "record it here as made at the provider.", provider.name))
        attempt.transaction_id.sudo()._quittance_check_door(needs_tap=False)
        attempt.transaction_id.sudo()._ensure_provider_is_not_disabled()

    @api.model
    def _refusal_sentence(self, code, attempt):
        left = attempt._amount_decimal() - attempt._given_back()
        return {
            "came_back": _("The whole charge came back already: there is nothing to refund."),
            "not_collected": _("Only what was collected can be refunded."),
            "nothing": _("Refund more than nothing."),
            "lease_over": _("This refund's number is over. Open the dialog again."),
            "whole_only": _("This provider refunds the whole charge only."),
            "too_much": _("At most %s of this charge can still go back.",
                          attempt.currency_id.format(float(left))),
        }[code]

    def _sentence_live(self):
        names = dict(self._fields["state"]._description_selection(self.env))
        return _(
            "A refund of %(amount)s is under way since %(since)s (%(state)s). Nothing is sent "
            "twice: wait for its outcome, or have a supervisor decide it in Quittance › "
            "Collection › Refunds.", amount=self.currency_id.format(self.amount),
            since=fields.Datetime.to_string(self.since), state=names[self.state].lower())

    @api.model
    def _create_prepared(self, attempt, amount, no, reason):
        if no != attempt.refund_no + 1:
            raise UserError(_("This refund's number is over. Open the dialog again."))
        key = refunds.derive(attempt.key, no, keys.to_minor(
            amount, attempt.currency_id.decimal_places), attempt.currency_id.name)
        transaction = attempt.transaction_id.sudo()._quittance_refund_transaction(key, amount)
        return self._insert(attempt, {
            "key": key, "no": no, "amount": float(amount), "origin": "odoo",
            "transaction_id": transaction.id, "state": states.PREPARED, "reason": reason or False,
        }, _("Ordered by %s", self.env.user.name))

    @api.model
    def _insert(self, attempt, values, why):
        """A row of an attempt that the caller has locked; its number makes racing workers fail
        on the attempt's own row, which is run again."""
        attempt.refund_no = max(attempt.refund_no, values["no"])
        refund = self.create({"attempt_id": attempt.id, **values})
        refund._note(why)
        attempt._sum_refunds()
        self.env.flush_all()
        return refund

    @api.model
    def _record(self, attempt, amount, day, provider_reference, reason):
        """A refund that a person has seen on the provider's own pages. No call leaves."""
        if not attempt._lock():
            raise UserError(_("Somebody works on this attempt just now. Try again in a moment."))
        reference = (provider_reference or "").strip()
        if not reference:
            raise UserError(_("Give the provider's id of the refund: it is booked once by it."))
        # What the person has seen may be the very one whose outcome is open here.
        self._check_none_live(attempt)
        if self.search_count([("provider_id", "=", attempt.provider_id.id), "|",
                              ("provider_reference", "=", reference), ("key", "=", reference)]):
            raise UserError(_("The refund %s is recorded already.", reference))
        code = refunds.refusal(attempt.state, amount, attempt._amount_decimal(),
                               attempt._given_back())
        if code:
            raise UserError(self._refusal_sentence(code, attempt))
        refund = self._insert(attempt, {
            "key": reference, "no": attempt.refund_no + 1, "amount": float(amount),
            "origin": "provider", "provider_reference": reference, "state": states.DONE,
            "day": day, "reason": reason or False,
        }, _("Recorded by %s", self.env.user.name))
        refund._follow_books()
        return refund

