"""Money that providers take back: all of a charge (a return) or a part of it, lost and won again."""

import logging
from datetime import timedelta

import psycopg2

from odoo import _, api, fields, models

from ..protocol import states

_logger = logging.getLogger(__name__)

# A dispute takes up to three months to be decided.
RETURNS_DAYS = 120


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _hear_of_returns(self, company=None):
        """Money that providers took back, or gave up again, in the last months: each once."""
        providers = self.env["payment.provider"].sudo().search(
            [("state", "!=", "disabled"),
             ("company_id", "=" if company else "!=", company.id if company else False)])
        since = fields.Datetime.now() - timedelta(days=RETURNS_DAYS)
        for provider in providers.filtered(self.env["quittance.ledger"]._acts_at):
            adapter = self.env["quittance.provider"]._for(provider)
            disputes = adapter._list_returns(provider, since)
            lost = {one["provider_reference"] for one in disputes
                    if not one["won"] and not one.get("inquiry")}
            for dispute in disputes:
                reference = dispute["provider_reference"]
                attempt = self.search([("provider_id", "=", provider.id),
                                       ("provider_reference", "=", reference)]) if reference else None
                if attempt and attempt._is_dispute_news(dispute, reference in lost):
                    attempt._take_isolated(dispute)

    def _is_dispute_news(self, dispute, also_lost):
        """Whether this dispute says something that is not in the books yet."""
        if dispute.get("inquiry"):
            return self.state == states.DONE
        if self._is_part(dispute):
            part = self._part_of(dispute)
            taken = bool(part) and part.state == states.DONE
            # What is not known to be done is found out first, and booked as it is.
            return taken if dispute["won"] else self.state == states.DONE and not taken
        if dispute["won"]:
            return self.state == states.RETURNED and not also_lost
        return self.state == states.DONE

    def _is_part(self, dispute):
        """Whether a dispute is about less than was collected, in the same currency."""
        expected = self._expected()
        return dispute["currency"] == expected.currency and (
            0 < (dispute["minor"] or 0) < expected.minor)

    def _part_of(self, dispute):
        return self.refund_ids.filtered(
            lambda one: one.kind == "dispute" and one.provider_reference == dispute["id"])

    def _take_isolated(self, dispute):
        """Take over one dispute. One that cannot be booked does not stop the others; the reason is
        kept, a person is told, and it is tried again at the next look."""
        try:
            if self._lock():
                self._take_or_keep_problem(dispute)
            self._commit()
        except Exception:
            self._rollback()
            _logger.exception("attempt=%s: its return could not be taken over", self.id)

    def _take_or_keep_problem(self, dispute):
        try:
            with self.env.cr.savepoint():
                self._take_dispute(dispute)
                if self.booked and self.book_problem and not dispute.get("inquiry"):
                    self.book_problem = False
                self.env.flush_all()
        except psycopg2.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the books
            self.env.invalidate_all()
            self._keep_book_problem(error)

    def _take_dispute(self, dispute):
        """The return of all of it or of a part, or its undoing when the dispute was won. What is
        about more, or another currency, a person books, and is told once."""
        expected = self._expected()
        if dispute.get("inquiry"):
            self._tell_once(_("The client's bank asks about a payment"), _(
                "%(key)s: no money was taken back yet (%(code)s). Answer it on the provider's "
                "pages before it becomes a dispute.", key=self.key, code=dispute["code"]))
        elif self._is_part(dispute):
            self.env["quittance.refund"]._take_part(self, dispute)
        elif (dispute["minor"], dispute["currency"]) != (expected.minor, expected.currency):
            self._tell_once(_("Part of the money came back"), _(
                "%(key)s: a dispute takes back another amount than was collected "
                "(%(minor)s %(currency)s in minor units, %(code)s). Book it by hand.",
                key=self.key, minor=dispute["minor"], currency=dispute["currency"],
                code=dispute["code"]))
        elif dispute["won"] and self.state == states.RETURNED:
            self._reinstate(self.company_id._quittance_today(), _("The dispute was won"))
        elif not dispute["won"]:
            self._return(dispute["day"], dispute["code"], dispute["message"])

    def _tell_once(self, summary, why):
        if why not in self.event_ids.mapped("why"):
            self._note(why)
            self._tell_supervisors(summary, why)
