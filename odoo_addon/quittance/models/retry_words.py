"""What a person reads of a declined invoice and its next try."""

from odoo import _, api, fields, models
from odoo.tools.misc import format_date

from ..protocol import bank_days, retry, states

CAPS = {"days": retry.CARD_WINDOW.days, "cards": retry.CARD_TRIES_MAX,
        "debits": retry.DEBIT_TRIES_MAX}


class QuittanceRetry(models.Model):
    _inherit = "quittance.retry"

    sentence = fields.Char(string="What comes next", compute="_compute_sentence")

    @api.depends("state", "next_on", "reason", "by_person", "attempt_id", "declined_on")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for row in self:
            row.sentence = row._sentence()

    def _sentence(self):
        """What happened and what comes next, in the reader's language."""
        self.ensure_one()
        return f"{self._what_happened()} {self._what_next()}".strip()

    def _what_happened(self):
        attempt = self.attempt_id.sudo()
        if not self.declined_on:
            return ""
        values = {"day": self._day(self.declined_on),
                  "why": self._words(attempt.return_code or attempt.code)}
        if attempt.state == states.RETURNED:
            return _("Came back on %(day)s: %(why)s.", **values)
        return _("Declined on %(day)s: %(why)s.", **values)

    def _what_next(self):
        if self.state == "ended":
            return _("The invoice is paid or withdrawn: nothing more is tried.")
        if self.move_id.sudo()._quittance_live_attempts():
            return _("An attempt is under way.")
        return self._what_is_planned()

    def _what_is_planned(self, as_of=None):
        if self.by_person:
            return self._what_a_person_decided()
        if self.next_on:
            return _("Will be tried again on %(day)s, try %(next)s of %(all)s.",
                     day=self._day(self._next_day(as_of)), next=self.tries + 1,
                     all=self.tries_max)
        if self.reason == "came_back":
            held = self.env["quittance.hold"]._reason_for(self.move_id.sudo())[0]
            return _("Held until a person releases it.") if held else (
                _("Released: collected the next night."))
        return {
            "new_method": _("The client has another method now: collected the next night."),
            "nothing": _("Collected the next night."),
            "client": _("The client has to act: ask for a payment online or for another method."),
            "never": _("This method is not tried again: ask the client for another one."),
            "unlisted": _("Nobody has said whether another try makes sense: decide it."),
            "capped": self._cap_sentence(),
            "used_up": _("Tried %s times, and not again by itself.", self.tries),
        }.get(self.reason, "")

    def _next_day(self, as_of=None):
        """The planned day, or the next bank day where its night was missed."""
        settings = self.env["quittance.settings"]._for_company(self.company_id)
        today = as_of or settings._today()
        if self.next_on >= today:
            return self.next_on
        return bank_days.bank_day_from(today, settings._retry_policy().region)

    def _what_a_person_decided(self):
        values = {"who": self.decided_by.name, "why": self.decided_why or ""}
        if not self.next_on:
            return _("%(who)s decided not to try again: %(why)s.", **values)
        return _("%(who)s decided to try again on %(day)s: %(why)s.",
                 day=self._day(self.next_on), **values)

    @api.model
    def _cap_sentence(self):
        return _("No more tries are allowed: %(cards)s in %(days)s days on a card, %(debits)s in "
                 "all by direct debit. Ask the client for another method.", **CAPS)

    @api.model
    def _words_of(self, row, code="", as_of=None):
        """What a person reads for one of the preflight's codes about tries."""
        if code == retry.CAP:
            return self._cap_sentence()
        if row:
            return f"{row._what_happened()} {row._what_is_planned(as_of)}".strip()
        return {
            retry.WAIT: _("It was declined and waits for its next try."),
            retry.NEEDS_CLIENT: _("It was declined, and the client has to act."),
        }.get(code) or _("It was declined, and is not tried again by itself.")

    @api.model
    def _day(self, day):
        return format_date(self.env, day, date_format="d MMM y")

    @api.model
    def _words(self, code):
        """A decline's code in words; one that nobody listed as it is."""
        return self._words_of_cards().get(code) or self._words_of_debits().get(code) or (
            code or _("no reason given"))

    @api.model
    def _words_of_cards(self):
        stolen, wrong = _("the card is lost, stolen or blocked"), _("the card's data are wrong")
        asks, closed = _("the bank asks for the client"), _("the card is not accepted any more")
        revoked, unclear = _("the client has revoked it"), _("the bank gives no reason")
        busy = _("the bank could not be reached")
        return {
            "insufficient_funds": _("insufficient funds"), "expired_card": _("the card expired"),
            "lost_card": stolen, "stolen_card": stolen, "pickup_card": stolen,
            "restricted_card": stolen, "fraudulent": _("suspected fraud"),
            "card_velocity_exceeded": _("the card's limit is reached"),
            "withdrawal_count_limit_exceeded": _("the card's limit is reached"),
            "card_decline_rate_limit_exceeded": _("declined too often"),
            "charge_exceeds_source_limit": _("the amount is above a limit"),
            "charge_exceeds_transaction_limit": _("the amount is above a limit"),
            "incorrect_address": wrong, "mobile_device_authentication_required": asks,
            "duplicate_transaction": _("the same amount was charged shortly before"),
            "authentication_required": asks, "requires_action": asks, "approve_with_id": asks,
            "payment_intent_authentication_failure": asks,
            "incorrect_number": wrong, "invalid_number": wrong, "incorrect_cvc": wrong,
            "invalid_cvc": wrong, "invalid_expiry_month": wrong, "invalid_expiry_year": wrong,
            "invalid_account": closed, "new_account_information_available": closed,
            "card_not_supported": closed, "transaction_not_allowed": closed,
            "do_not_honor": unclear, "generic_decline": unclear, "card_declined": unclear,
            "call_issuer": unclear, "no_action_taken": unclear, "error": unclear,
            "processing_error": busy, "issuer_not_available": busy, "try_again_later": busy,
            "stop_payment_order": revoked, "revocation_of_authorization": revoked,
            "revocation_of_all_authorizations": revoked,
            "resource_missing": _("the provider does not know the method any more"),
            "decided": _("so decided by a person"),
            "30511001": _("insufficient funds"), "30591001": _("suspected fraud"),
            "30411001": stolen, "30431001": stolen, "30041001": stolen,
            "30541001": _("the card expired"), "30331001": _("the card expired"),
            "30051001": unclear, "30611001": _("the card's limit is reached"),
            "40001134": asks,
        }

    @api.model
    def _words_of_debits(self):
        funds, account = _("insufficient funds"), _("the account is closed or wrong")
        mandate, disputed = _("no valid mandate"), _("the client asked for the money back")
        died, unclear = _("the client has died"), _("the bank gives no reason")
        return {
            "AM04": funds, "MS03": unclear, "AC01": account,
            "AC04": account, "AC06": _("the account is blocked"), "AC13": account,
            "account_closed": account, "no_account": account, "bank_account_unusable": account,
            "bank_account_restricted": _("the account is blocked"), "MD01": mandate,
            "debit_not_authorized": mandate, "payment_intent_mandate_invalid": mandate,
            "AG01": _("the account takes no direct debits"),
            "MD06": disputed, "MS02": disputed, "MD07": died,
            "debit_disputed": disputed, "authorization_revoked": _("the client has revoked it"),
            "debit_authorization_not_match": mandate, "recipient_deceased": died,
            "branch_does_not_exist": account, "invalid_account_number": account,
            "incorrect_account_holder_name": _("the account is in another name"),
            "generic_could_not_process": unclear, "refer_to_customer": unclear,
            "payment_intent_payment_attempt_failed": unclear,
        }
