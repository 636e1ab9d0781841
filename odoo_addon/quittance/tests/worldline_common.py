"""What the tests of Worldline share: a card stored there, and answers as its API gives them."""

import contextlib
import json

import requests

from .collect_common import CollectCase, answering

NUMBER = "3136405348"


class FakeWorldline:
    """Answers as it is told, and remembers what was asked. `answers`: [(status, body)] or
    [(status, body, headers)] in order, the last one for ever; a body may be a function of the
    request, an exception is raised."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def __call__(self, method, url, data=None, json=None, headers=None, **_rest):
        self.calls.append({"method": method, "url": url, "json": json, "data": data,
                           "headers": headers or {}})
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return _response(self.calls[-1], *answer)

    def sent(self):
        """The charges that were asked for."""
        return [call for call in self.calls
                if call["method"] == "POST" and call["url"].endswith("/payments")]


def _response(call, status, body, headers=None):
    response = requests.Response()
    response.status_code = status
    response.headers.update(headers or {})
    response._content = json.dumps(body(call) if callable(body) else body).encode()
    return response


def payment(reference, minor, status="CAPTURED", number=f"{NUMBER}_0", **more):
    """A payment as Worldline shows it."""
    money = {"amount": minor, "currencyCode": "EUR"}
    return {"id": number, "status": status, "paymentOutput": {
        "amountOfMoney": money, "references": {"merchantReference": reference},
        "paymentMethod": "card", "cardPaymentMethodSpecificOutput": {
            "paymentProductId": 1, "card": {"cardNumber": "************4242"}}, **more},
        "statusOutput": {"isAuthorized": status == "CAPTURED", "statusCode": 9}}


def created(status="CAPTURED", **more):
    """The answer to a charge: 201 with the payment that was asked for."""
    def body(call):
        asked = call["json"] or json.loads(call["data"])
        order = asked["order"]
        return {"creationOutput": {"isNewToken": False}, "payment": payment(
            order["references"]["merchantReference"], order["amountOfMoney"]["amount"], status,
            **more)}
    return 201, body


def rejected(code="30511001"):
    """The answer to a charge that the acquirer declined: 402 with the whole payment."""
    error = {"errorCode": code, "category": "IO_ERROR", "code": "9999", "httpStatusCode": 402,
             "id": "EXTERNAL_ACQUIRER_ERROR", "message": "", "retriable": False}
    return 402, lambda call: {"errorId": "e-1", "errors": [error],
                              "paymentResult": created("REJECTED")[1](call)}


def refused(status, category="DIRECT_PLATFORM_ERROR"):
    """An answer without a payment."""
    return status, {"errorId": "e-1", "status": status, "errors": [
        {"errorCode": "50001111", "category": category, "httpStatusCode": status,
         "id": "SOME_ERROR", "message": "No."}]}


class WorldlineCase(CollectCase):
    """As CollectCase, with the client's card stored at Worldline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "quittance_sandbox.worldline_url", "http://127.0.0.1:9")
        cls.worldline = cls.env["payment.provider"].search(
            [("code", "=", "worldline"), ("company_id", "=", cls.company.id)], limit=1)
        cls.worldline.write({
            "state": "enabled", "worldline_pspid": "shop", "worldline_api_key": "key",
            "worldline_api_secret": "secret", "worldline_webhook_key": "hook",
            "worldline_webhook_secret": "hush", "allow_tokenization": True})
        cls.token.active = False
        cls.token = cls.env["payment.token"].create({
            "provider_id": cls.worldline.id, "payment_method_id": cls.card.id,
            "partner_id": cls.client_contact.id, "provider_ref": "token-1",
            "payment_details": "4242"})

    @contextlib.contextmanager
    def worldline_answers(self, *answers):
        """Worldline answers so while inside."""
        with answering(FakeWorldline(*answers)) as fake:
            yield fake

    def executed(self, *answers, move=None):
        attempt = self.prepared(move)
        with self.worldline_answers(*answers):
            attempt._execute()
        return attempt

    def resolved(self, attempt, *answers):
        """Ask or send again, against these answers."""
        with self.worldline_answers(*answers) as worldline:
            attempt._resolve()
        return worldline

    def found(self, attempt, status="CAPTURED", **more):
        """The answer to an inquiry about an attempt."""
        return 200, payment(attempt.key, attempt._minor(), status, **more)
