"""What became of an attempt, as one sentence in the reader's language."""

from odoo import _, api, fields, models
from odoo.tools import format_datetime
from odoo.tools.misc import format_date


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    sentence = fields.Char(string="What became of it", compute="_compute_sentence")

    @api.depends("state", "since", "booked", "extra", "book_problem", "returned_on", "return_code",
                 "message", "refunded", "refunding", "disputed")
    @api.depends_context("lang", "tz")
    def _compute_sentence(self):
        for attempt in self:
            attempt.sentence = getattr(attempt, f"_say_{attempt.state}")()

    def _say_prepared(self):
        return _("About to be sent to the provider.")

    def _say_sending(self):
        return _("Sent on %s; no answer was recorded yet.", self._moment(self.sent_at))

    def _say_unknown(self):
        return _("Sent on %s, and no clear answer came: perhaps the client was charged, perhaps "
                 "not. Nothing is charged again before that is known.",
                 self._moment(self.sent_at or self.since))

    def _say_pending(self):
        return _("Accepted by the provider on %s. The bank takes some days to settle it.",
                 self._moment(self.since))

    def _say_done(self):
        return " ".join(filter(None, [self._say_collected(), self._say_what_went_back()]))

    def _say_collected(self):
        if self.book_problem and self.booked:
            return _("Collected, but money came back, and that is not in the books: %s",
                     self.book_problem)
        if self.book_problem:
            return _("Collected, but not in the books: %s", self.book_problem)
        if not self.booked:
            return _("Collected on %s; booked in a moment.", self._moment(self.since))
        if self.extra:
            return _("Collected although nothing was due any more: it stands as the client's "
                     "credit.")
        return _("Collected on %s and in the books.", self._moment(self.since))

    def _say_what_went_back(self):
        """Of what was collected: given back, on its way back, disputed in part."""
        money = self.currency_id
        under_way = money.round(self.refunding - self.refunded)
        found = []
        if self.refunded and not money.compare_amounts(self.refunded, self.amount):
            found.append(_("All of it was given back."))
        elif self.refunded:
            found.append(_("%(part)s of %(amount)s was given back.",
                           part=money.format(self.refunded), amount=money.format(self.amount)))
        if under_way:
            found.append(_("A refund of %s is under way.", money.format(under_way)))
        if self.disputed:
            found.append(_("%(part)s of %(amount)s was disputed by the client.",
                           part=money.format(self.disputed), amount=money.format(self.amount)))
        return " ".join(found)

    def _say_failed(self):
        return " ".join(filter(None, [
            _("Declined on %(moment)s: %(why)s.", moment=self._moment(self.since),
              why=self.env["quittance.retry"]._words(self.code)),
            self._what_comes_next()]))

    def _say_canceled(self):
        if not self.message:
            return _("Not executed: no money was asked for.")
        return _("Not executed: no money was asked for. %s", self.message)

    def _say_returned(self):
        return " ".join(filter(None, [
            _("Collected, but the money came back on %(day)s: %(why)s.",
              day=format_date(self.env, self.returned_on),
              why=self.env["quittance.retry"]._words(self.return_code)),
            self._what_comes_next()]))

    def _what_comes_next(self):
        """Of its invoices, where this attempt is the last one that says so."""
        rows = self.env["quittance.retry"].sudo().search([("attempt_id", "=", self.id)])
        return " ".join(dict.fromkeys(row._what_next() for row in rows))

    @api.model
    def _moment(self, when):
        return format_datetime(self.env, when, dt_format="short") if when else ""

    # ------------------------------------------------------------------ to the supervisors

    def _tell_refused(self, before, state, why):
        self._tell_supervisors(
            _("An answer contradicts what is known"),
            _("%(key)s is %(before)s and was told: %(state)s (%(why)s).",
              key=self.key, before=before, state=state, why=why))

    def _tell_surprise(self, before, state, why):
        self._tell_supervisors(
            _("Look at this attempt: %s", self.key),
            _("%(before)s became %(state)s: %(why)s", before=before, state=state, why=why))

    def _tell_foreign(self, why):
        self._note(_("The provider's id is another attempt's: %s", why))
        self._tell_supervisors(_("One provider's id for two attempts"), why)

    def _tell_otherwise(self, why):
        """A success that is told to be none any more."""
        self._tell_once(_("Collected, and told otherwise since"), _(
            "%(key)s for %(invoices)s was collected, and the provider now says: %(told)s. "
            "Look at the provider's own pages. What went back is recorded with Refund on "
            "this attempt: Record one made on the provider's pages.",
            key=self.key, invoices=self.invoice_names, told=why))

    def _tell_not_booked(self, problem):
        summary = _("Money came back, but that is not in the books") if self.booked else (
            _("Collected, but not in the books"))
        self._tell_supervisors(summary, f"{self.key}: {problem}")

    def _tell_past_limit(self):
        self._tell_once(
            _("No outcome for too long: was this client charged?"),
            _("%(key)s for %(invoices)s, of %(day)s, has no outcome yet: look it up at the "
              "provider and decide it in Quittance › Collection › Unknown.",
              key=self.key, invoices=self.invoice_names, day=self._moment(self.since)))

    def _tell_unknown(self):
        self._tell_supervisors(
            _("Unknown: was this client charged?"),
            _("%(key)s for %(invoices)s: look it up at the provider and decide it in "
              "Quittance › Collection › Unknown.",
              key=self.key, invoices=self.invoice_names))
