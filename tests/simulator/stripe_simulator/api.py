"""Stripe's side: routes, keys, idempotency; one call in, one status and body out."""

import base64
import dataclasses
import hashlib
import json
import re
import threading

from . import errors, faults, lists, parameters, payments, refunds, settlement, setup
from .errors import ApiError
from .render import OLD_VERSION, render

KEY_LIFETIME = 86400    # seconds of the virtual clock
EXPAND = {'expand': 'list'}
OWN_METHODS_PAGE = {'type': 'text', 'limit': 'positive', 'expand': 'list',
                    'starting_after': 'text', 'ending_before': 'text'}
METHODS_PAGE = {'customer': 'text', **OWN_METHODS_PAGE}

ROUTES = [(method, re.compile('/v1/' + path.replace('*', '([A-Za-z0-9_]+)')), spec, handler)
          for method, path, spec, handler in (
    ('POST', 'payment_intents', payments.CREATE, payments.create),
    ('GET', 'payment_intents', lists.specification('payment_intent'),
     lists.collection('payment_intent')),
    ('GET', 'payment_intents/*', {**EXPAND, 'client_secret': 'text'}, payments.fetch),
    ('POST', 'payment_intents/*/confirm', payments.CONFIRM, payments.confirm),
    ('POST', 'payment_intents/*/cancel', payments.CANCEL, payments.cancel),
    ('POST', 'payment_intents/*/capture', payments.CAPTURE, payments.capture),
    ('GET', 'charges', lists.specification('charge'), lists.collection('charge')),
    ('GET', 'charges/*', EXPAND, lists.fetch('charge')),
    ('POST', 'refunds', refunds.REFUND, refunds.create),
    ('GET', 'refunds', lists.specification('refund'), lists.collection('refund')),
    ('GET', 'refunds/*', EXPAND, lists.fetch('refund')),
    ('GET', 'disputes', lists.specification('dispute'), lists.collection('dispute')),
    ('GET', 'disputes/*', EXPAND, lists.fetch('dispute')),
    ('GET', 'events', lists.specification('event'), lists.collection('event')),
    ('GET', 'events/*', EXPAND, lists.fetch('event')),
    ('POST', 'setup_intents', setup.SETUP, setup.create_setup),
    ('GET', 'setup_intents/*', {**EXPAND, 'client_secret': 'text'}, setup.fetch_setup),
    ('POST', 'setup_intents/*/confirm', setup.SETUP_CONFIRM, setup.confirm_setup),
    ('POST', 'setup_intents/*/cancel', EXPAND, setup.cancel_setup),
    ('POST', 'customers', setup.CUSTOMER, setup.create_customer),
    ('GET', 'customers/*', EXPAND, setup.fetch_customer),
    ('GET', 'customers/*/payment_methods', OWN_METHODS_PAGE, setup.list_customer_methods),
    ('GET', 'payment_methods', METHODS_PAGE, setup.list_methods),
    ('GET', 'payment_methods/*', EXPAND, setup.fetch_method),
    ('GET', 'mandates/*', EXPAND, setup.fetch_mandate),
    ('POST', 'webhook_endpoints', setup.ENDPOINT, setup.create_endpoint),
)]
# What a browser may do with the publishable key.
PUBLIC = re.compile('/v1/(payment|setup)_intents/[^/]+(/confirm)?')


@dataclasses.dataclass
class Call:
    """One request on its way through the simulator."""
    ledger: object
    method: str
    path: str
    body: str
    headers: object
    number: int = 0
    request_id: str = ''
    rules: tuple = ()
    pause: object = lambda phase: None  # called with 'before' and 'after' the effect

    @property
    def key(self):
        """The idempotency key of a POST, or None."""
        return self.headers.get('Idempotency-Key') if self.method == 'POST' else None

    @property
    def version(self):
        """The API version that the caller wants."""
        return self.headers.get('Stripe-Version') or OLD_VERSION

    @property
    def api_key(self):
        """The key given as bearer or as the user name of basic authentication."""
        scheme, _space, word = (self.headers.get('Authorization') or '').partition(' ')
        if scheme == 'Basic':
            word = base64.b64decode(word + '==').decode('latin-1').partition(':')[0]
        return word

    @property
    def is_secret(self):
        """Whether the caller is the merchant and not a browser."""
        return self.api_key.startswith('sk_')


class Api:
    """Answers calls. Keys in flight live in memory: a killed process executes nothing."""

    errors = errors

    def __init__(self, ledger):
        self.ledger = ledger
        self.in_flight = set()
        self.lock = threading.Lock()

    def answer(self, call):
        """(status, body, replayed); whatever the call did is on disk when this returns."""
        try:
            self._authenticate(call)
            with _Reservation(self, call.key):
                call.pause('before')
                settlement.settle_due(self.ledger)
                try:
                    return self._once(call)
                finally:
                    call.pause('after')
        except ApiError as error:
            return error.status, error.body, False

    def _authenticate(self, call):
        allowed = self.ledger.setting('api_keys')
        key = call.api_key
        known = key in allowed if allowed else key.startswith('sk_')
        if not known and not (key.startswith('pk_') and PUBLIC.fullmatch(call.path)):
            raise ApiError(401, f'Invalid API Key provided: {key[:7]}****')

    def _once(self, call):
        if not call.key:
            status, body = self._execute(call)
            return status, body, False
        fingerprint = hashlib.sha256(
            f'{call.method} {call.path}\n{_canonical(call.body)}'.encode()).hexdigest()
        row = self.ledger.row('SELECT * FROM idempotency WHERE key = ?', call.key)
        if row and row['created'] > self.ledger.now() - KEY_LIFETIME:
            if row['fingerprint'] != fingerprint:
                raise errors.other_parameters(call.key)
            return row['status'], json.loads(row['body']), True
        status, body = self._execute(call, fingerprint)
        return status, body, False

    def _execute(self, call, fingerprint=None):
        specification, handler, ids = _route(call)
        values = parameters.check(parameters.decode(call.body), specification)
        with self.ledger.transaction():
            try:
                result = handler(call, values, *ids)
                status, body = 200, _shown(call, result, values.get('expand') or ())
            except ApiError as error:
                status, body = error.status, error.body
            status, body = faults.alter(call.rules, status, body)
            if fingerprint and not faults.is_forgotten(call.rules):
                self.ledger.run(
                    'INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)', call.key,
                    fingerprint, status, json.dumps(body), self.ledger.now(), call.request_id)
        return status, body


class _Reservation:
    """A key that one request at a time may use, slow ones included; without a key, nothing."""

    def __init__(self, api, key):
        self.api, self.key = api, key

    def __enter__(self):
        with self.api.lock:
            if self.key and self.key in self.api.in_flight:
                raise self.api.errors.in_use(self.key)
            self.api.in_flight.add(self.key)

    def __exit__(self, *_details):
        with self.api.lock:
            self.api.in_flight.discard(self.key)


def _canonical(body):
    return json.dumps(parameters.decode(body), sort_keys=True)


def _route(call):
    for method, pattern, specification, handler in ROUTES:
        found = method == call.method and pattern.fullmatch(call.path)
        if found:
            return specification, handler, found.groups()
    raise ApiError(404, f'Unrecognized request URL ({call.method}: {call.path}).')


def _shown(call, result, expand):
    return result if result['object'] == 'list' else render(
        call.ledger, result, call.version, expand)
