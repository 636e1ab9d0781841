"""A client's browser, as far as Odoo's portal sees it: cookies, pages and JSON routes."""

import re

import requests

SECONDS = 120


class Refused(Exception):
    """Odoo answered an error: `name` is the exception's, the text is what the client reads."""

    def __init__(self, error):
        self.name = error["data"]["name"]
        super().__init__(error["data"]["message"])


class Browser:
    """One client's session; without a login the public's."""

    def __init__(self, url, database, login=None, password=None):
        self.url, self._web = url, requests.Session()
        if login:
            self.call("/web/session/authenticate", db=database, login=login, password=password)

    def call(self, route, **params):
        """A JSON route's result; Refused when it answers an error."""
        answer = self._web.post(
            self.url + route, timeout=SECONDS,
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        answer = answer.json()
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("result")

    def page(self, path, **params):
        """(status, text) of a page, after its redirections."""
        answer = self._web.get(self.url + path, params=params, timeout=SECONDS)
        return answer.status_code, answer.text

    def cookies(self):
        """{name: value} of the session, for a request that this class does not make."""
        return self._web.cookies.get_dict()

    # -- a supplier's files --------------------------------------------------------------------

    def send_file(self, name, content, **values):
        """Send a service file as the page's script does: {name, taken, sentence, url}."""
        _status, text = self.page("/my/service-files")
        token = re.search(r'name="csrf_token" value="(\w+)"', text)[1]
        answer = self._web.post(
            f"{self.url}/my/service-files/send", timeout=SECONDS, files={"files": (name, content)},
            data={"csrf_token": token, "answer": "json", **values})
        result, = answer.json()
        return result

    # -- paying --------------------------------------------------------------------------------

    def pay(self, move, payment, access_token=None):
        """Press *Pay* on an invoice, with the parameters of Company.payment."""
        return self.call(
            f"/invoice/transaction/{move}", **payment, tokenization_requested=False,
            landing_route=f"/my/invoices/{move}", is_validation=False, access_token=access_token)

    def come_back(self, reference, intent):
        """What the browser does after Stripe's form: Odoo's return page, then its status."""
        self.page("/payment/stripe/return", reference=reference, payment_intent=intent)
        return self.status()

    def status(self):
        """What the page *payment status* asks until the payment is processed."""
        return self.call("/payment/status/poll")

    def form(self, move, access_token=None):
        """What the invoice's page gives the payment form: {attribute: value}, {} without one."""
        query = {"access_token": access_token} if access_token else {}
        status, text = self.page(f"/my/invoices/{move}", **query)
        assert status == 200, text[:500]
        return self.form_in(text)

    @staticmethod
    def form_in(text):
        """The attributes of the payment form in a page."""
        found = re.search(r'<form[^>]*id="o_payment_form"[^>]*>', text)
        return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', found[0])) if found else {}


def intent_of(processing):
    """(client secret, payment intent's id) in what *Pay* answered for Stripe's form."""
    secret = processing["client_secret"]
    return secret, secret.split("_secret_")[0]
