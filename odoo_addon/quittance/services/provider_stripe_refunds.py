"""Stripe's refunds: under a key of our own, asked for by the payment that they give back."""

import logging
import re

from odoo import api, models

from ..protocol import states
from ..protocol.tables import stripe_refund
from ..protocol.tables.base import Answer
from .provider_stripe import PAGE, PAGES, _moment, _unix

_logger = logging.getLogger(__name__)

STATES = {"success": states.DONE, "pending": states.PENDING, "declined": states.FAILED}
ID = re.compile(r"(re|pyr)_\w+", re.ASCII)


class QuittanceProviderStripe(models.AbstractModel):
    _inherit = "quittance.provider.stripe"

    _tells_refunds = True

    @api.model
    def _refund_extras(self, key, content):
        """Odoo's module sends none: a time-out and a second click would refund twice."""
        data = {**(content.get("data") or {}), f"metadata[{stripe_refund.KEY}]": key}
        return {**content, "data": data, "idempotency_key": key}

    @api.model
    def _ask_refund(self, refund):
        provider = refund.provider_id
        if refund.provider_reference:
            return self._fetch_refund(provider, refund.provider_reference)
        values = {"payment_intent": refund.attempt_id.provider_reference, "limit": PAGE}
        found, problem = self._pages(provider, values)
        for one in found:
            if (one.get("metadata") or {}).get(stripe_refund.KEY) == refund.key:
                return Answer(200, one)
        return problem

    @api.model
    def _fetch_refund(self, provider, reference):
        if not ID.fullmatch(reference or ""):
            return Answer(0, problem="no refund")
        return self._request(provider, "GET", f"refunds/{reference}")

    @api.model
    def _list_refunds(self, provider, since):
        found, problem = self._pages(
            provider, {"created[gte]": _unix(since), "limit": PAGE})
        if problem:
            _logger.warning("Refunds of provider %s cannot be listed: %s", provider.id,
                            problem.problem or f"HTTP {problem.status}")
        return [self._listed_refund(one) for one in found]

    @api.model
    def _list_refunds_of(self, attempt):
        if not attempt.provider_reference:
            return []
        found, problem = self._pages(
            attempt.provider_id, {"payment_intent": attempt.provider_reference, "limit": PAGE})
        return None if problem else [self._listed_refund(one) for one in found]

    @api.model
    def _listed_refund(self, refund):
        meaning = stripe_refund.MEANINGS.get(refund.get("status") or "succeeded")
        return {
            "id": refund["id"], "key": (refund.get("metadata") or {}).get(stripe_refund.KEY) or "",
            "payment": refund.get("payment_intent") or "", "minor": refund.get("amount") or 0,
            "state": STATES.get(meaning, ""), "created": _moment(refund.get("created")),
        }

    @api.model
    def _pages(self, provider, values):
        """(refunds of all pages, None or the Answer that was not one)."""
        found = []
        for _page in range(PAGES):
            answer = self._request(provider, "GET", "refunds", params=values)
            if answer.status != 200:
                return found, answer
            page = answer.body.get("data") or []
            found += page
            if not answer.body.get("has_more") or not page:
                return found, None
            values = {**values, "starting_after": page[-1]["id"]}
        return found, Answer(0, problem="too many refunds to look through")

    @api.model
    def _refund_told(self, payment_data):
        refund = payment_data.get("refund")
        return str(refund.get("id") or "") if isinstance(refund, dict) else ""
