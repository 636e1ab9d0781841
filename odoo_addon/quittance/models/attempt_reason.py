"""What a person reads for each of the preflight's codes: the same words in Odoo and in reports."""

from odoo import _, api, models
from odoo.tools import format_date


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    @api.model
    def _reason_sentence(self, code, move, token, facts=None):
        """The sentence for a code; with the facts it says since when, until when and how much."""
        teller = getattr(self, f"_tell_{code}", None)
        if teller:
            return teller(move, token, facts)
        return self._plain_reasons().get(code) or code

    @api.model
    def _plain_reasons(self):
        return {
            "collect": _("Will be collected."),
            "not_posted": _("The invoice is not posted."),
            "nothing_due": _("Nothing is open on this invoice."),
            "blocked": _("Payment of this invoice is blocked in Odoo."),
            "no_method": _("The client has no stored method."),
            "refunded_before": _("It was collected, and went back since. A credit note closes it; "
                                 "Collect now charges it again."),
            "several_methods": _("The client has several methods: choose one on its form."),
            "method_archived": _("The client's method was archived."),
            "method_other_client": _("The method belongs to another client."),
            "method_other_company": _("The client's method is stored for another company."),
            "method_other": _("The method is not the one that was asked for."),
            "provider_off": _("The method's provider is switched off."),
            "provider_test": _("The method's provider is in test mode."),
            "provider_capture": _("The provider captures by hand: no money would be taken."),
            "never_sent": _("The invoice was never sent to the client."),
            "not_released": _("Not on the list that was released, or its amount changed since."),
            "above_run_cap": _("What one run may charge is used up: a later run takes it."),
            "above_day_cap": _("What may be charged today is used up: another day takes it."),
        }

    # ------------------------------------------------------------------ with what is known

    def _tell_stopped(self, move, _token, facts):
        if facts:
            return facts.stop_words
        return self.env["quittance.settings"]._for_company(move.company_id)._refusal()

    def _tell_ledger(self, _move, token, facts):
        if facts:
            return facts.ledger_words
        return self.env["quittance.ledger"]._get()._refusal(token.provider_id if token else None)

    _tell_not_bound = _tell_restore_open = _tell_ledger

    def _tell_other_currency(self, move, _token, _facts):
        return _("Only %(ours)s is collected by itself, this is in %(its)s: collect it by hand.",
                 ours=move.company_currency_id.name, its=move.currency_id.name)

    def _tell_hold(self, move, _token, facts):
        return facts.hold_words if facts else self.env["quittance.hold"]._reason_for(move)[1]

    _tell_disputed = _tell_held_invoice = _tell_held_client = _tell_hold

    def _tell_credit(self, move, _token, facts):
        credit = facts.credit if facts else move._quittance_credits_of()[move]
        return _("The client's open credit covers it: %s. Put it on the invoice.",
                 self._money(move, credit))

    def _tell_collected_before(self, move, _token, _facts):
        return _("The provider has this money already: %s. The payment was taken off the invoice "
                 "since: put it back. Collect now charges the client again, and asks why.",
                 ", ".join(row._say_collected() for row in self._rows_taken_off(move)))

    @api.model
    def _rows_taken_off(self, move):
        """The rows of an invoice that was collected, without those whose payment is still on it."""
        rows = self._rows_collected(move.sudo().quittance_row_ids)
        return rows.filtered(
            lambda row: move not in row.attempt_id.payment_id.reconciled_invoice_ids) or rows

    def _tell_unknown_attempt(self, _move, _token, facts):
        if not (facts and facts.live_since):
            return _("The outcome of an earlier attempt is unknown: decide it first.")
        return _("The outcome of the attempt of %s is unknown: decide it first.",
                 self._date(facts.live_since))

    def _tell_live_attempt(self, _move, _token, facts):
        if not (facts and facts.live_since):
            return _("An attempt is under way.")
        return _("An attempt is under way since %s.", self._date(facts.live_since))

    def _tell_before_go_live(self, _move, _token, facts):
        if not (facts and facts.go_live and facts.invoice_date):
            return _("The invoice is older than the go-live day.")
        return _("Dated %(date)s, before the go-live day %(day)s.",
                 date=self._date(facts.invoice_date), day=self._date(facts.go_live))

    def _tell_not_due(self, _move, _token, facts):
        if not (facts and facts.due_from):
            return _("Nothing of it is due yet.")
        return _("Nothing of it is due before %s.", self._date(facts.due_from))

    def _tell_wait_after_sent(self, _move, _token, facts):
        if not (facts and facts.earliest_debit):
            return _("Too soon after the invoice was sent, for a direct debit.")
        return _("Sent on %(sent)s: a direct debit waits until %(day)s.",
                 sent=self._date(facts.sent_on), day=self._date(facts.earliest_debit))

    def _tell_method_expired(self, _move, token, _facts):
        last = token.sudo().quittance_expires_on if token else False
        if not last:
            return _("The client's card has expired.")
        return _("The client's card was valid until %s.", self._date(last))

    def _tell_below_minimum(self, move, _token, facts):
        if not facts:
            return _("Below the smallest amount that is collected.")
        return _("%(amount)s is below the smallest amount that is collected, %(minimum)s.",
                 amount=self._money(move, facts.due or facts.residual),
                 minimum=self._money(move, facts.minimum))

    def _tell_above_cap(self, move, _token, facts):
        if not facts:
            return _("Above the largest amount that is charged without a person.")
        return _("%(amount)s is above the largest amount that is charged without a person, "
                 "%(cap)s.", amount=self._money(move, facts.due or facts.residual),
                 cap=self._money(move, facts.cap))

    def _tell_retry(self, move, _token, facts):
        if facts and facts.retry_words:
            return facts.retry_words
        return self.env["quittance.retry"]._words_of(self.env["quittance.retry"]._row(move))

    _tell_retry_wait = _tell_retry_over = _tell_needs_client = _tell_retry_cap = _tell_retry

    # ------------------------------------------------------------------ written for people

    @api.model
    def _date(self, day):
        return format_date(self.env, day)

    @api.model
    def _money(self, move, amount):
        return move.currency_id.format(float(amount))
