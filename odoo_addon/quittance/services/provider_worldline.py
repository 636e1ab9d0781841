"""Worldline Direct: payments asked for by their id. It cannot list, and finds none by reference.

A charge whose answer was lost has no id yet: it is sent again exactly as recorded while Worldline
keeps its key, and then goes to a person.
"""

from odoo import api, models

from ..protocol import states
from ..protocol.tables import worldline as table
from ..protocol.tables.base import Answer
from .wire import Request

KEY = "x-gcs-idempotence-key"
# What a client pays on has an id of its own until a payment is made in it.
SESSION = "hostedcheckout:"


class QuittanceProviderWorldline(models.AbstractModel):
    _name = "quittance.provider.worldline"
    _inherit = "quittance.http.provider"
    _description = "Quittance: asking Worldline"

    _can_ask = True
    _can_cancel = True
    _replays = True
    _opens_each_time = True

    @api.model
    def _answer_of_data(self, transaction, payment_data):
        """A signed webhook, or what Odoo fetched when the client came back. A declined try leaves
        a hosted checkout open for another: the session says whether it is over."""
        payment = table.payment_in(payment_data)
        if payment.get("status") in table.DECLINED:
            attempt = transaction._quittance_attempt()
            if self._session_of(attempt):
                return self._ask(attempt)
        return Answer(200, payment_data) if payment else None

    @api.model
    def _opened(self, endpoint, content):
        made = endpoint == "hostedcheckouts" and isinstance(content, dict)
        session = content.get("hostedCheckoutId") if made else ""
        return f"{SESSION}{session}" if session else ""

    @api.model
    def _session_of(self, attempt):
        """The id of the hosted checkout in which the client has paid nothing yet, '' for none."""
        reference = attempt.provider_reference or ""
        return reference.removeprefix(SESSION) if reference.startswith(SESSION) else ""

    @api.model
    def _shown_again(self, attempt, endpoint):
        if endpoint != "hostedcheckouts" or not self._session_of(attempt):
            return None
        return self.env["quittance.wire.record"].sudo()._last_answer(attempt.key, endpoint)

    # ------------------------------------------------------------------ asking

    @api.model
    def _can_ask_about(self, attempt):
        return bool(attempt.provider_reference)

    @api.model
    def _ask(self, attempt):
        session = self._session_of(attempt)
        if session:
            return self._request(attempt.provider_id, "GET", f"hostedcheckouts/{session}")
        if not attempt.provider_reference:
            return Answer(0, problem="no payment id")
        # Operation 0 is the sale itself.
        return self._request(
            attempt.provider_id, "GET", f"payments/{attempt.provider_reference}_0")

    @api.model
    def _can_close(self, attempt):
        """A hosted checkout cannot be cancelled, and a rejected payment is over."""
        paying = bool(attempt.provider_reference) and not self._session_of(attempt)
        return paying and attempt.state != states.FAILED

    @api.model
    def _cancel(self, attempt):
        """Cancelling is an operation with an id of its own, and that one is asked about."""
        payment = f"payments/{attempt.provider_reference}_0"
        answer = self._request(attempt.provider_id, "POST", f"{payment}/cancel", json={})
        operation = table.payment_in(answer.body).get("id") if answer.status == 200 else ""
        if operation and table.stem(operation) == attempt.provider_reference:
            payment = f"payments/{operation}"
        return self._request(attempt.provider_id, "GET", payment)

    # ------------------------------------------------------------------ sending again

    @api.model
    def _replay_headers(self, provider, record):
        """Signed anew: the signature covers date and key, and dates grow old. Another account
        would not know the key and charge again."""
        key = {name.lower(): value for name, value in self._kept(record).items()}.get(KEY)
        today = Request("POST", provider._build_request_url("payments"))
        if not key or record["url"] != today.url:
            return {}
        return provider._build_request_headers("POST", "payments", None, idempotency_key=key)
