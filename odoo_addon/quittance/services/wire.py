"""Listening to what goes to a provider: the tap that a send carries in its context."""

import json

import requests
from odoo.exceptions import ValidationError

from ..protocol.tables.base import Answer

# Worth sending again with the same bytes; never the secret key.
KEPT_HEADERS = {"idempotency-key", "stripe-version", "content-type", "x-gcs-idempotence-key"}
# A provider that answers a repeated key with the stored outcome says so by one of these.
REPLAYED_HEADERS = {"Idempotent-Replayed": "true", "X-GCS-Idempotence-Request-Timestamp": None}
# An answer of these says nothing of whether the request was executed.
NOT_SAID = {408, 409, 425, 429}


class OutcomeUnknown(Exception):
    """The provider may or may not have executed a request.

    No ValidationError, which payment modules swallow as a decline.
    """


class Tap:
    """Collects what one send asks and is told. `record`: keep it for ever (sends, not asking)."""

    def __init__(self, reference, send_no=0, record=True):
        self.reference, self.send_no, self.record = reference, send_no, record
        self.answers = []

    def last(self, method="POST"):
        """The last Answer to a request of this method, None when there was none."""
        found = [answer for said, answer in self.answers if said == method]
        return found[-1] if found else None


class Request:
    """A request as its bytes will leave: method, url, body and the headers worth keeping."""

    def __init__(self, method, url, params=None, data=None, json_body=None, headers=None):
        prepared = requests.Request(method, url, params=params, data=data, json=json_body).prepare()
        self.method, self.url = method, prepared.url
        body = prepared.body or ""
        self.body = body.decode() if isinstance(body, bytes) else body
        everything = {**prepared.headers, **(headers or {})}
        self.headers = {
            name: str(value) for name, value in everything.items() if name.lower() in KEPT_HEADERS
        }


def read_error(error):
    """The Answer behind an exception that came out of Odoo's request helper."""
    cause = error.__context__ if isinstance(error, ValidationError) else None
    response = getattr(cause, "response", None)
    if response is None:
        return Answer(0, problem=str(cause or error)[:500] or type(error).__name__)
    return read_response(response)


def read_response(response):
    """The Answer of an HTTP response; an unreadable body is an empty one."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    return Answer(response.status_code, body if isinstance(body, dict) else {},
                  _is_replayed(response.headers))


def _is_replayed(headers):
    """Whether this is the stored answer to a key that was sent before."""
    for name, value in REPLAYED_HEADERS.items():
        said = headers.get(name)
        if said and (value is None or said.lower() == value):
            return True
    return False


def says_nothing(answer):
    """Whether the request may have been executed all the same."""
    return bool(answer.problem) or answer.status >= 500 or answer.status in NOT_SAID


def to_text(body):
    """A body as JSON text, for messages."""
    return json.dumps(body, sort_keys=True)[:500]
