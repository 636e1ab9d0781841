"""A provider that behaves like Stripe: stored answers by key, one object per first call."""

from disputes import Disputes

KEY_SECONDS = 24 * 3600
DECLINES = ("insufficient_funds", "insufficient_funds", "lost_card", "generic_decline")
ADVICE = ("", "", "", "do_not_try_again", "try_again_later")


class Provider:
    """`intents` is the truth: what was really taken, and for whom. `events`: the objects as they
    were at each change, from which webhooks are told in any order."""

    def __init__(self, random, clock):
        self.random, self.clock = random, clock
        self.intents, self.events, self.stored = {}, [], {}
        self.disputes = Disputes(self)
        self.opened, self.page_seconds = {}, 0
        self.executions = []

    def create(self, reference, minor, key, method=0, is_debit=False):
        """POST /v1/payment_intents with confirm: (status, body, replayed)."""
        known = self.stored.get(key)
        if known and self.clock() - known[0] < KEY_SECONDS:
            if self.random.random() < 0.2:
                # The method was removed meanwhile: refused before the stored answer is looked up.
                error = {"type": "invalid_request_error", "code": "resource_missing"}
                return 404, {"error": error}, False
            return known[1], known[2], True
        status, body = self._execute(reference, minor, method, is_debit)
        self.stored[key] = (self.clock(), status, body)
        return status, body, False

    def _execute(self, reference, minor, method, is_debit):
        if self.random.random() < 0.06:
            error = {"type": "invalid_request_error", "code": "resource_missing"}
            return 404, {"error": error}
        intent = {
            "object": "payment_intent", "id": f"pi_{len(self.intents) + 1}",
            "description": reference, "amount": minor, "currency": "eur",
        }
        outcome = self.random.choice(
            ["succeeded"] * 5 + ["processing"] * 2 + ["declined"] * 3 + ["sca"])
        if is_debit and outcome != "declined":
            outcome = "processing"
        self.intents[intent["id"]] = intent
        self.executions.append({"reference": reference, "minor": minor, "method": method,
                                "at": self.clock(), "outcome": outcome})
        if outcome in ("succeeded", "processing"):
            self._becomes(intent, outcome)
            return 200, dict(intent)
        code = "card_declined" if outcome == "declined" else "authentication_required"
        error = {"type": "card_error", "code": code}
        if outcome == "declined":
            error["decline_code"] = self.random.choice(DECLINES)
            error["advice_code"] = self.random.choice(ADVICE)
            self.executions[-1].update(code=error["decline_code"], advice=error["advice_code"])
        intent["last_payment_error"] = dict(error)
        self._becomes(intent, "requires_payment_method")
        return 402, {"error": {**error, "payment_intent": dict(intent)}}

    def _becomes(self, intent, status):
        intent["status"] = status
        self.events.append(dict(intent))

    def settle(self, intent_id):
        """A pending debit ends, or the client pays what was left open for him."""
        intent = self.intents[intent_id]
        error = intent.get("last_payment_error") or {}
        if intent["status"] == "requires_payment_method" and (
                error.get("code") == "authentication_required"):
            self._becomes(intent, "succeeded")
        if intent["status"] != "processing":
            return
        if self.random.random() < 0.6:
            self._becomes(intent, "succeeded")
        else:
            intent["last_payment_error"] = {"code": "payment_intent_payment_attempt_failed"}
            self._becomes(intent, "requires_payment_method")

    def open(self, reference, minor):
        """A page on which a client may pay: its id. Nothing is charged yet."""
        intent = {"object": "payment_intent", "id": f"pi_{len(self.intents) + 1}",
                  "description": reference, "amount": minor, "currency": "eur"}
        self.intents[intent["id"]] = intent
        self.opened[intent["id"]] = self.clock()
        self._becomes(intent, "requires_payment_method")
        return intent["id"]

    def _let_pages_end(self):
        """Where a page cannot be closed, it is over after a while."""
        for intent_id, since in self.opened.items():
            if self.page_seconds and self.clock() - since >= self.page_seconds:
                self._cancel(self.intents[intent_id])

    def client_pays(self, intent_id):
        """On a page that is still open, after a decline as well."""
        self._let_pages_end()
        intent = self.intents[intent_id]
        if intent["status"] not in ("requires_payment_method", "requires_action"):
            return
        if self.page_seconds and intent.get("last_payment_error"):
            return  # a payment was made on it, and has failed since: the page is over
        outcome = self.random.choice(
            ("succeeded", "succeeded", "succeeded", "processing", "declined", "requires_action"))
        if outcome == "declined":
            error = {"code": "card_declined", "decline_code": "generic_decline"}
            outcome = "requires_payment_method"
            if self.page_seconds:  # told of, though the page is open for another try
                self.events.append({**intent, "status": outcome, "last_payment_error": error})
                return
            intent["last_payment_error"] = error
        self._becomes(intent, outcome)

    def find(self, reference, intent_id):
        """By id, else by listing for our reference; None when there is none."""
        self._let_pages_end()
        if intent_id:
            return dict(self.intents[intent_id]) if intent_id in self.intents else None
        found = [one for one in self.intents.values() if one["description"] == reference]
        return dict(found[-1]) if found else None

    def cancel(self, intent_id):
        """Cancel what nobody has paid; the object as it is then."""
        return dict(self._cancel(self.intents[intent_id]))

    def _cancel(self, intent):
        if intent["status"] in ("requires_payment_method", "requires_action"):
            self._becomes(intent, "canceled")
        return intent

    def successes(self):
        """{reference: [minor, …]} of what was taken, disputed or not."""
        found = {}
        for intent in self.intents.values():
            if intent["status"] == "succeeded":
                found.setdefault(intent["description"], []).append(intent["amount"])
        return found
