"""What a provider gives back, as Stripe does: stored answers by key, never more than was charged,
refunds of its own pages, and some that fail later."""

from protocol.tables.stripe_refund import KEY
from provider import KEY_SECONDS

GIVEN = ("succeeded", "pending")


def _refused(status, code=None):
    error = {"type": "invalid_request_error", **({"code": code} if code else {})}
    return status, {"error": error}


class ProviderRefunds:
    """`made` is the truth: {id: refund}. `events`: the objects as they were at each change."""

    def __init__(self, provider, at_once):
        self.provider, self.random, self.clock = provider, provider.random, provider.clock
        self.at_once = at_once
        self.made, self.events, self.stored = {}, [], {}
        self.ever, self.made_at, self.given_at = {}, {}, {}

    def create(self, intent_id, minor, key, idempotency_key):
        """POST /v1/refunds: (status, body, replayed)."""
        known = self.stored.get(idempotency_key)
        if known and self.clock() - known[0] < KEY_SECONDS:
            if self.random.random() < 0.15:
                return *_refused(401, "api_key_expired"), False  # before it is looked up
            return known[1], known[2], True
        status, body = self._execute(intent_id, minor, key)
        self.stored[idempotency_key] = (self.clock(), status, body)
        return status, body, False

    def _execute(self, intent_id, minor, key):
        intent = self.provider.intents.get(intent_id)
        if not intent or intent["status"] != "succeeded" or self.random.random() < 0.05:
            return _refused(404, "resource_missing")
        if self.provider.disputes.is_open(intent_id):
            return _refused(400, "refund_disputed_payment")
        left = self.left(intent_id)
        if minor > left:
            return _refused(400) if left else _refused(400, "charge_already_refunded")
        return 200, self._make(intent_id, minor, {KEY: key})

    def _make(self, intent_id, minor, metadata):
        refund = {"object": "refund", "id": f"re_{len(self.made) + 1}", "amount": minor,
                  "currency": "eur", "payment_intent": intent_id, "metadata": metadata}
        self.made[refund["id"]] = refund
        self.made_at[refund["id"]] = self.clock()
        self._becomes(refund, self.random.choice(
            ["succeeded"] * 4 + ["failed"] + ["pending"] * (0 if self.at_once else 3)))
        return dict(refund)

    def _becomes(self, refund, status):
        if status in GIVEN and refund.get("status") not in GIVEN:
            self.given_at[refund["id"]] = self.clock()
        refund["status"] = status
        self.events.append(dict(refund))
        if status in GIVEN:
            self.ever[refund["id"]] = refund["amount"]

    def by_hand(self, intent_id):
        """Somebody refunds on the provider's own pages."""
        left = self.left(intent_id)
        if left > 0 and not self.provider.disputes.is_open(intent_id) and (
                self.provider.intents[intent_id]["status"] == "succeeded"):
            self._make(intent_id, max(1, left // self.random.choice((1, 2, 3))), {})

    def settle(self, refund_id, later=True):
        """What is pending ends; `later`: what was over may end otherwise all the same."""
        refund = self.made[refund_id]
        if refund["status"] == "pending":
            self._becomes(refund, self.random.choice(
                ("succeeded", "succeeded", "failed", "canceled")))
        elif refund["status"] == "succeeded" and later and not self.at_once and (
                self.random.random() < 0.2):
            self._becomes(refund, "failed")
        elif refund["status"] == "failed" and later and not self.at_once and (
                self.random.random() < 0.1 and refund["amount"] <= self.left(
                    refund["payment_intent"])):
            self._becomes(refund, "succeeded")

    def left(self, intent_id):
        """What of a charge has not gone back and is not about to."""
        return self.provider.intents[intent_id]["amount"] - sum(
            one["amount"] for one in self.made.values()
            if one["payment_intent"] == intent_id and one["status"] in GIVEN) - (
                self.provider.disputes.of(intent_id)["minor"]
                if self.provider.disputes.is_open(intent_id) else 0)

    def find(self, intent_id, key, refund_id):
        """By id, else by listing the charge's for our key; None when there is none."""
        if refund_id:
            return dict(self.made[refund_id]) if refund_id in self.made else None
        return next((dict(one) for one in self.made.values()
                     if one["payment_intent"] == intent_id and one["metadata"].get(KEY) == key),
                    None)

    def went_back(self, reference):
        """What of that charge was ever given back, or about to be."""
        return sum(minor for refund, minor in self.ever.items() if self.provider.intents[
            self.made[refund]["payment_intent"]]["description"] == reference)
