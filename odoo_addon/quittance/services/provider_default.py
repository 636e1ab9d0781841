"""Asking a provider: what every adapter offers, and what holds for one without an adapter."""

from odoo import _, api, models

from ..protocol.answers import Expected
from ..protocol.tables.base import Answer


class ListRefused(ValueError):
    """The provider will not list, however often it is asked."""


class QuittanceProvider(models.AbstractModel):
    _name = "quittance.provider"
    _description = "Quittance: asking a payment provider"

    # What the provider can do for us.
    _can_ask = False
    _can_cancel = False
    _can_list = False
    _replays = False
    _tells_expiry = False
    # Whether no request leaves before it was recorded, so that without a record there was none.
    _records_all = False
    # Whether its refunds can be listed and asked about.
    _tells_refunds = False
    # Whether each look at the client's page would open another session, which could be paid too.
    _opens_each_time = False

    @api.model
    def _for(self, provider):
        """The adapter of a payment.provider."""
        name = f"quittance.provider.{provider.code}"
        return self.env[name if name in self.env else "quittance.provider"].sudo()

    @api.model
    def _expected(self, transaction):
        """Our reference, amount and currency, in the provider's minor units."""
        currency = transaction.currency_id
        minor = self._minor(transaction.amount, currency)
        return Expected(transaction.reference, minor, currency.name)

    @api.model
    def _minor(self, amount, currency):
        digits = self._exponent(currency)
        return int(f"{amount:.{digits}f}".replace(".", ""))

    @api.model
    def _exponent(self, currency):
        return currency.decimal_places

    @api.model
    def _answer_of_send(self, transaction, tap, problem=""):
        """The Answer to a send, from what the tap heard and what Odoo's module made of it.

        Without a table of its own a provider is believed as far as its module is.
        """
        heard = tap.last()
        if problem or (heard and heard.problem):
            return Answer(0, problem=problem or heard.problem)
        return self._answer_of_transaction(transaction)

    @api.model
    def _answer_of_transaction(self, transaction):
        return Answer(200, {
            "reference": transaction.reference, "state": transaction.state,
            "message": transaction.state_message or "",
            "provider_reference": transaction.provider_reference or "",
        })

    @api.model
    def _answer_of_data(self, transaction, payment_data):
        """The Answer in what the provider tells by itself, None when it is not about a payment
        or the provider's own module must read it first."""
        return None

    @api.model
    def _opened(self, endpoint, content):
        """The provider's id of a payment that this request has opened, '' for none."""
        return ""

    @api.model
    def _shown_again(self, attempt, endpoint):
        """The answer that opened the client's session, while that is open; None to ask anew."""
        return None

    @api.model
    def _can_ask_about(self, attempt):
        """Whether the provider can be asked about this attempt: it may need its own id."""
        return self._can_ask

    @api.model
    def _ask(self, attempt):
        """The Answer to an inquiry, None when the provider knows no such payment."""
        return Answer(0, problem=_("This provider cannot be asked."))

    @api.model
    def _can_close(self, attempt):
        """Whether what a client has open can be cancelled, so that another can be opened."""
        return self._can_cancel

    @api.model
    def _cancel(self, attempt):
        """Cancel at the provider; the Answer says what the payment is now."""
        return Answer(0, problem=_("This provider cannot cancel."))

    @api.model
    def _send_again(self, attempt, record):
        """Send exactly what was recorded; the Answer to it."""
        return Answer(0, problem=_("This provider does not replay."))

    @api.model
    def _expiry(self, token):
        """The last day of a stored card, None when the provider does not say."""
        return None

    @api.model
    def _list(self, provider, since, cursor, limit):
        """Charges since a UTC moment, oldest pages last: ([charge], next cursor or '').

        A page that cannot be had now is a ValueError, a list that is refused for good ListRefused.
        """
        return [], ""

    @api.model
    def _refunded(self, body):
        """What of a payment was given back, in minor units; None where its body does not tell."""
        return None

    @api.model
    def _list_returns(self, provider, since):
        """Disputes since a UTC moment: [{provider_reference, day, code, message, minor, currency,
        won, id, inquiry}]. `won`: the money is ours again; `inquiry`: the bank asks and has taken
        nothing yet; otherwise it was taken back."""
        return []

    # ------------------------------------------------------------------ refunds

    @api.model
    def _refund_extras(self, key, content):
        """What is added to the content of the request for a refund: its own key, where the
        provider takes one."""
        return content

    @api.model
    def _ask_refund(self, refund):
        """The Answer to an inquiry about one refund, None when the provider knows none such."""
        return Answer(0, problem=_("This provider cannot be asked."))

    @api.model
    def _list_refunds(self, provider, since):
        """Refunds made since a UTC moment, as `_listed_refund` gives them."""
        return []

    @api.model
    def _list_refunds_of(self, attempt):
        """All refunds of one charge, as `_listed_refund` gives them; None when the provider did not
        tell all. Where it cannot list: none."""
        return []

    @api.model
    def _listed_refund(self, body):
        """What the body of a refund says: {id, key, payment, minor, state, created}.

        `key`: ours, '' for one made elsewhere; `payment`: the provider's id of the charge;
        `state`: as in protocol/refunds, '' for one that is not listed.
        """
        return None

    @api.model
    def _fetch_refund(self, provider, reference):
        """The Answer of what that refund is now."""
        return Answer(0, problem=_("This provider cannot be asked."))

    @api.model
    def _refund_told(self, payment_data):
        """The provider's id of the refund that a notification is about, '' for none."""
        return ""
