"""Asking a provider over Odoo's own request helper: what the adapters of such providers share."""

import json

import requests
from odoo import _, api, models

from ..protocol.tables.base import Answer
from .wire import Tap, read_error, read_response

REPLAY_TIMEOUT = 30


class QuittanceHttpProvider(models.AbstractModel):
    _name = "quittance.http.provider"
    _inherit = "quittance.provider"
    _description = "Quittance: asking a provider whose every request passes Odoo's helper"

    _records_all = True

    @api.model
    def _answer_of_send(self, transaction, tap, problem=""):
        return tap.last() or Answer(0, problem=problem or "no request was made")

    @api.model
    def _request(self, provider, method, endpoint, **content):
        """The Answer of one request that moves no money. Never raises.

        `content` is what Odoo's helper takes: params, data or json.
        """
        tap = Tap("", record=False)
        try:
            provider.sudo().with_context(quittance_tap=tap)._send_api_request(
                method, endpoint, **content)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, there is no answer
            return tap.last(method) or read_error(error)
        return tap.last(method)

    @api.model
    def _send_again(self, attempt, record):
        """The recorded bytes, to where they went, under the recorded key."""
        headers = self._replay_headers(attempt.provider_id.sudo(), record)
        if not headers:
            return Answer(0, problem=_("It was sent to another account, or without a key."))
        try:
            response = requests.request(
                record["method"], record["url"], data=record["body"], headers=headers,
                timeout=REPLAY_TIMEOUT)
        except requests.exceptions.RequestException as error:
            return Answer(0, problem=str(error)[:500])
        return read_response(response)

    @api.model
    def _replay_headers(self, provider, record):
        """The headers under which what was recorded may leave again, {} when it must not."""
        return {}

    @api.model
    def _kept(self, record):
        """The headers that were recorded, by the names under which they were sent."""
        return json.loads(record["headers"] or "{}")
