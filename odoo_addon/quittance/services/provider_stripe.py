"""Stripe: payment intents asked for by id, else by listing the customer's for our reference."""

import logging
import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from odoo import api, fields, models

from ..protocol.tables import stripe as table
from ..protocol.tables.base import Answer
from .provider_default import ListRefused

_logger = logging.getLogger(__name__)

METHOD = re.compile(r"(pm|card|src)_\w+", re.ASCII)
ID = re.compile(r"pi_\w+", re.ASCII)
PAGE = 100
PAGES = 10
DISPUTE_PAGES = 50
# A key without the right to list, or no such list: no other night changes that.
LIST_REFUSED = {400, 403, 404, 405}
TAKEN_BACK = {"needs_response", "under_review", "lost"}
# The bank asks, and has taken nothing yet. One that ended with a refund is among the refunds.
INQUIRIES = {"warning_needs_response", "warning_under_review"}


class QuittanceProviderStripe(models.AbstractModel):
    _name = "quittance.provider.stripe"
    _inherit = "quittance.http.provider"
    _description = "Quittance: asking Stripe"

    _can_ask = True
    _can_cancel = True
    _can_list = True
    _replays = True
    _tells_expiry = True

    @api.model
    def _exponent(self, currency):
        return table.EXPONENTS.get(currency.name, currency.decimal_places)

    @api.model
    def _answer_of_data(self, transaction, payment_data):
        intent = payment_data.get("payment_intent")
        if not isinstance(intent, dict):
            return None
        provider = transaction.provider_id
        if provider.stripe_webhook_secret:
            return Answer(200, intent)
        # Without the secret Odoo takes a notification from anybody: Stripe itself is asked.
        if not ID.fullmatch(str(intent.get("id"))):
            return Answer(0, problem="no payment intent")
        answer = self._request(provider, "GET", f"payment_intents/{intent['id']}")
        payment_data["payment_intent"] = {**intent, **answer.body}
        return answer

    @api.model
    def _opened(self, endpoint, content):
        made = endpoint == "payment_intents" and isinstance(content, dict)
        return content.get("id") or "" if made else ""

    # ------------------------------------------------------------------ asking

    @api.model
    def _ask(self, attempt):
        if attempt.provider_reference:
            return self._request(
                attempt.provider_id, "GET", f"payment_intents/{attempt.provider_reference}")
        return self._find(attempt)

    @api.model
    def _find(self, attempt):
        """Page through the intents made since the first send for the one of our reference."""
        since = (attempt.sent_at or attempt.create_date) - timedelta(minutes=10)
        values = {"created[gte]": _unix(since), "limit": PAGE}
        customer = attempt.token_id.provider_ref
        if customer:
            values["customer"] = customer
        best = None
        for _page in range(PAGES):
            answer = self._request(attempt.provider_id, "GET", "payment_intents", params=values)
            if answer.status != 200:
                return answer
            found = answer.body.get("data") or []
            for intent in found:
                if intent.get("description") == attempt.key:
                    best = _weightier(best, intent)
            if not answer.body.get("has_more") or not found:
                return Answer(200, best) if best else None
            values["starting_after"] = found[-1]["id"]
        return Answer(200, best) if best else Answer(0, problem="too many payments to look through")

    @api.model
    def _cancel(self, attempt):
        reference = attempt.provider_reference
        answer = self._request(attempt.provider_id, "POST", f"payment_intents/{reference}/cancel",
                               data={"cancellation_reason": "abandoned"})
        if answer.status == 200:
            return answer
        return self._request(attempt.provider_id, "GET", f"payment_intents/{reference}")

    @api.model
    def _replay_headers(self, provider, record):
        """The recorded key and version, with the secret key of today."""
        return {**provider._build_request_headers("POST", "", None), **self._kept(record)}

    @api.model
    def _expiry(self, token):
        method = token.stripe_payment_method or ""
        if not METHOD.fullmatch(method):
            return None
        answer = self._request(token.provider_id, "GET", f"payment_methods/{method}")
        card = answer.body.get("card") if answer.status == 200 else None
        try:
            year, month = int(card["exp_year"]), int(card["exp_month"])
            return date(year, month, monthrange(year, month)[1])
        except (KeyError, TypeError, ValueError):
            return None  # no card, or no date that is one

    # ------------------------------------------------------------------ listing

    @api.model
    def _list(self, provider, since, cursor, limit):
        values = {"created[gte]": _unix(since), "limit": min(limit, PAGE)}
        if cursor:
            values["starting_after"] = cursor
        answer = self._request(provider, "GET", "payment_intents", params=values)
        if answer.status != 200:
            said = answer.problem or f"HTTP {answer.status}"
            raise ListRefused(said) if answer.status in LIST_REFUSED else ValueError(said)
        intents = answer.body.get("data") or []
        more = answer.body.get("has_more") and intents
        return [self._charge(intent) for intent in intents], intents[-1]["id"] if more else ""

    @api.model
    def _charge(self, intent):
        return {
            "provider_reference": intent["id"], "reference": intent.get("description") or "",
            "minor": intent.get("amount") or 0, "currency": (intent.get("currency") or "").upper(),
            "state": intent.get("status") or "", "created": _moment(intent.get("created")),
            "raw": intent,
        }

    @api.model
    def _refunded(self, body):
        charges = body.get("charges")
        listed = charges.get("data") if isinstance(charges, dict) else None
        if not isinstance(listed, list):
            return None
        return sum(int(one.get("amount_refunded") or 0) for one in listed)

    @api.model
    def _list_returns(self, provider, since):
        return [
            {"provider_reference": dispute.get("payment_intent") or "",
             "day": _moment(dispute.get("created")).date(), "code": dispute.get("reason") or "",
             "message": dispute.get("status") or "", "id": dispute["id"],
             "inquiry": dispute.get("status") in INQUIRIES,
             "minor": dispute.get("amount"), "won": dispute.get("status") == "won",
             "currency": str(dispute.get("currency") or "").upper()}
            for dispute in self._disputes(provider, since)
            if dispute.get("status") in TAKEN_BACK | INQUIRIES | {"won"}
        ]

    @api.model
    def _disputes(self, provider, since):
        """All of them or none: another of the same payment may be on the page that is missing, and
        one that was won gives nothing back beside one that was lost."""
        values, disputes = {"created[gte]": _unix(since), "limit": PAGE}, []
        for _page in range(DISPUTE_PAGES):
            answer = self._request(provider, "GET", "disputes", params=values)
            if answer.status != 200:
                problem = answer.problem or f"HTTP {answer.status}"
                break
            found = answer.body.get("data") or []
            disputes += found
            if not answer.body.get("has_more") or not found:
                return disputes
            values["starting_after"] = found[-1]["id"]
        else:
            problem = "too many to look through"
        _logger.warning("Disputes of provider %s cannot be listed: %s", provider.id, problem)
        return []


def _weightier(one, other):
    """Of two intents under our reference, the one that says more of money."""
    order = ["succeeded", "processing", "requires_capture", "requires_action"]
    rank = {status: number for number, status in enumerate(order)}
    if one is None:
        return other
    return min(one, other, key=lambda intent: rank.get(intent.get("status"), len(order)))


def _unix(moment):
    return int(fields.Datetime.to_datetime(moment).replace(tzinfo=UTC).timestamp())


def _moment(seconds):
    return datetime.fromtimestamp(seconds or 0, UTC).replace(tzinfo=None)
