"""A provider that behaves like Stripe: stored answers by key, one object per first call."""

KEY_SECONDS = 24 * 3600


class Provider:
    """`charges` is the truth: what was really taken, and for whom."""

    def __init__(self, random, clock):
        self.random, self.clock = random, clock
        self.intents = {}
        self.stored = {}
        self.executions = []
        self.on_charge = None

    def create(self, reference, minor, key):
        """POST /v1/payment_intents with confirm: (status, body, replayed)."""
        known = self.stored.get(key)
        if known and self.clock() - known[0] < KEY_SECONDS:
            if self.random.random() < 0.3:
                # The method was removed meanwhile: refused before the stored answer is looked up.
                error = {"type": "invalid_request_error", "code": "resource_missing"}
                return 404, {"error": error}, False
            return known[1], known[2], True
        status, body = self._execute(reference, minor)
        self.stored[key] = (self.clock(), status, body)
        return status, body, False

    def _execute(self, reference, minor):
        if self.random.random() < 0.08:
            error = {"type": "invalid_request_error", "code": "resource_missing"}
            return 404, {"error": error}
        intent = {
            "object": "payment_intent", "id": f"pi_{len(self.intents) + 1}",
            "description": reference, "amount": minor, "currency": "eur",
        }
        outcome = self.random.choice(
            ["succeeded"] * 5 + ["processing"] * 2 + ["declined", "declined", "sca"]
        )
        self.intents[intent["id"]] = intent
        if outcome in ("succeeded", "processing"):
            intent["status"] = outcome
            self._take(intent)
            return 200, dict(intent)
        code = "card_declined" if outcome == "declined" else "authentication_required"
        error = {"type": "card_error", "code": code}
        intent.update(status="requires_payment_method", last_payment_error=dict(error))
        return 402, {"error": {**error, "payment_intent": dict(intent)}}

    def _take(self, intent):
        """Money moves, or will: the judge looks at the books at this very moment."""
        self.executions.append((intent["description"], intent["amount"]))
        if self.on_charge:
            self.on_charge(intent)

    def settle(self, intent_id):
        """A pending debit ends."""
        intent = self.intents[intent_id]
        if intent["status"] != "processing":
            return
        if self.random.random() < 0.6:
            intent["status"] = "succeeded"
        else:
            intent.update(
                status="requires_payment_method",
                last_payment_error={"code": "payment_intent_payment_attempt_failed"},
            )

    def find(self, reference, intent_id):
        """By id, else by listing for our reference; None when there is none."""
        if intent_id:
            return dict(self.intents[intent_id])
        found = [one for one in self.intents.values() if one["description"] == reference]
        return dict(found[-1]) if found else None

    def cancel(self, intent_id):
        """Cancel what nobody has paid; the object as it is then."""
        intent = self.intents[intent_id]
        if intent["status"] in ("requires_payment_method", "requires_action"):
            intent["status"] = "canceled"
        return dict(intent)

    def successes(self):
        """{reference: [minor, …]} of what is with the company."""
        found = {}
        for intent in self.intents.values():
            if intent["status"] == "succeeded":
                found.setdefault(intent["description"], []).append(intent["amount"])
        return found
