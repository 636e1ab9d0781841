"""Worldline's side: signatures, routes, idempotence; one call in, one status and body out."""

import json
import re

from stripe_simulator import faults
from stripe_simulator.api import KEY_LIFETIME, Api, Call

from . import errors, payments, signature
from .errors import WorldlineError

KEY_CHARACTERS = 40
ROUTES = [(method, re.compile('/v2/[^/]+/' + path), handler) for method, path, handler in (
    ('POST', 'payments', payments.create),
    ('GET', r'payments/(\w+)', payments.fetch),
    ('POST', r'payments/(\w+)/cancel', payments.cancel),
)]


class WorldlineCall(Call):
    """One request; its key is in Worldline's own header."""

    first_at = 0    # of a repeated key: when it was first sent, in Unix seconds

    @property
    def key(self):
        """The idempotence key of a POST, or None."""
        return self.headers.get('X-GCS-Idempotence-Key') if self.method == 'POST' else None


class WorldlineApi(Api):
    """A repeated key gets the first outcome whatever is sent under it, with today's status."""

    errors = errors

    def _authenticate(self, call):
        secret = self.ledger.setting('api_secret') or 'secret'
        if not signature.fits(secret, call.method, call.path, call.headers):
            raise WorldlineError(403, 'ACCESS_TO_MERCHANT_NOT_ALLOWED', '9007')
        if call.key and (len(call.key) > KEY_CHARACTERS or not call.key.isascii()):
            raise WorldlineError(400, 'INVALID_VALUE', '50001111')

    def _once(self, call):
        row = call.key and self.ledger.row('SELECT * FROM idempotency WHERE key = ?', call.key)
        if row and row['created'] > self.ledger.now() - KEY_LIFETIME:
            call.first_at = row['created']
            return row['status'], self._of_today(json.loads(row['body'])), True
        status, body = self._execute(call, call.key)
        return status, body, False

    def _of_today(self, body):
        for holder in (body, body.get('paymentResult') or {}):
            if 'payment' in holder:
                holder['payment'] = payments.shown(
                    payments.find(self.ledger, holder['payment']['id']))
        return body

    def _execute(self, call, key=None):
        handler, ids = _route(call)
        with self.ledger.transaction():
            try:
                status, body = handler(call, _decoded(call.body), *ids)
            except WorldlineError as error:
                status, body = error.status, error.body
            if key and not faults.is_forgotten(call.rules):
                self.ledger.run(
                    'INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)', key, '',
                    status, json.dumps(body), self.ledger.now(), call.request_id)
        return _altered(call.rules, status, body)


def _decoded(body):
    try:
        values = json.loads(body or '{}')
    except ValueError as error:
        raise WorldlineError(400, 'INVALID_JSON') from error
    if not isinstance(values, dict):
        raise WorldlineError(400, 'INVALID_JSON')
    return values


def _route(call):
    for method, pattern, handler in ROUTES:
        found = method == call.method and pattern.fullmatch(call.path)
        if found:
            return handler, found.groups()
    raise WorldlineError(404, 'UNKNOWN_SERVER_ERROR')


def _altered(rules, status, body):
    """The answer as the altering faults want it told; the effect stays what it was."""
    for rule in rules:
        if rule['action'] == 'error_after':
            error = errors.server_error()
            return rule.get('status', 500), error.body
        payment = body.get('payment')
        if payment and rule['action'] == 'unknown_status':
            payment['status'] = rule.get('value', 'BANANA')
        if payment and rule['action'] in ('amount', 'currency'):
            name = {'amount': 'amount', 'currency': 'currencyCode'}[rule['action']]
            payment['paymentOutput']['amountOfMoney'][name] = rule['value']
    return status, body
