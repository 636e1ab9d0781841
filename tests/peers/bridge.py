"""Between Odoo and `localstripe`, which refuses some of what Odoo sends and Stripe takes.

`description`, `mandate` and `shipping` of a payment intent are kept back, and put into the answers
and webhooks again: Odoo's webhook finds its transaction by the description. Nothing else is touched.
"""

import hashlib
import hmac
import json
import threading
import urllib.parse

from relay import Request

KEPT_BACK = ("description", "mandate", "shipping")
INTENTS = "/v1/payment_intents"


class Bridge:
    """The rewriting of two relays: `outgoing` and `incoming` to the peer, `told` from it to Odoo."""

    def __init__(self, secret):
        self.secret, self.silent = secret, False
        self.events = []            # [(type, whether the peer had signed it as Stripe does)]
        self._kept = {}             # {payment intent: what was kept back of it}
        self._lock = threading.Lock()

    def outgoing(self, request):
        """The request without what the peer refuses."""
        if (request.method, request.path) != ("POST", INTENTS):
            return request
        form = [(name, value) for name, value in urllib.parse.parse_qsl(
            request.body.decode(), keep_blank_values=True)
            if name.split("[")[0] not in KEPT_BACK]
        return Request(request.method, request.target, request.headers,
                       urllib.parse.urlencode(form).encode())

    def incoming(self, request, body):
        """The answer with what was kept back of its payment intent."""
        answer = json.loads(body)
        if (request.method, request.path) == ("POST", INTENTS) and "id" in answer:
            form = dict(urllib.parse.parse_qsl(request.body.decode()))
            with self._lock:
                self._kept[answer["id"]] = {"description": form["description"]}
        return json.dumps(self._whole(answer)).encode()

    def told(self, request):
        """The webhook with the same, signed anew with the same secret."""
        if self.silent:
            raise OSError("the webhook is lost on its way")
        signature = dict(part.split("=") for part in request.headers["Stripe-Signature"].split(","))
        genuine = hmac.compare_digest(signature["v1"], self._sign(signature["t"], request.body))
        event = json.loads(request.body)
        event["data"]["object"] = self._whole(event["data"]["object"])
        with self._lock:
            self.events.append((event["type"], genuine))
        body = json.dumps(event).encode()
        signed = f"t={signature['t']},v1={self._sign(signature['t'], body)}"
        return Request(request.method, request.target,
                       {**request.headers, "Stripe-Signature": signed}, body)

    def _whole(self, thing):
        with self._lock:
            return {**thing, **self._kept.get(thing.get("id"), {})}

    def _sign(self, moment, body):
        return hmac.new(self.secret.encode(), f"{moment}.".encode() + body,
                        hashlib.sha256).hexdigest()
