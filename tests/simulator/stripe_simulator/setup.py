"""Storing a method without a charge, customers, and webhook endpoints."""

from . import methods
from .errors import ApiError, missing, unexpected_state
from .events import emit
from .render import page, render

CUSTOMER = {
    'address': dict.fromkeys(
        ('city', 'country', 'line1', 'line2', 'postal_code', 'state'), 'text'),
    'description': 'text', 'email': 'text', 'name': 'text', 'phone': 'text',
    'metadata': 'map', 'expand': 'list'}
SETUP = {
    'customer': 'text', 'description': 'text', 'payment_method_types': 'list',
    'payment_method_options': 'any', 'metadata': 'map', 'expand': 'list',
    'usage': ('off_session', 'on_session')}
SETUP_CONFIRM = {
    'client_secret': 'text', 'payment_method!': 'text', 'mandate_data': 'any',
    'payment_method_options': 'any', 'return_url': 'text', 'expand': 'list',
    'use_stripe_sdk': 'bool'}
ENDPOINT = {'url!': 'text', 'enabled_events!': 'list', 'api_version': 'text',
            'description': 'text', 'metadata': 'map', 'expand': 'list'}


def create_customer(call, values):
    """POST /v1/customers"""
    return methods.new_customer(call.ledger, call.ledger.new_id('cus'), values)


def fetch_customer(call, _values, customer_id):
    """GET /v1/customers/:id"""
    return methods.customer(call.ledger, customer_id)


def list_customer_methods(call, values, customer_id):
    """GET /v1/customers/:id/payment_methods"""
    return list_methods(call, {**values, 'customer': customer_id})


def list_methods(call, values):
    """GET /v1/payment_methods of a customer"""
    found = call.ledger.find('payment_method', 'customer = ?', values.get('customer'),
                             order='seq DESC')
    wanted = [thing for thing in found if values.get('type') in (None, thing['type'])]
    limit = values.get('limit', 10)
    return page([render(call.ledger, thing, call.version) for thing in wanted[:limit]],
                call.path, len(wanted) > limit)


def fetch_method(call, _values, method_id):
    """GET /v1/payment_methods/:id"""
    return methods.method(call.ledger, method_id)


def fetch_mandate(call, _values, mandate_id):
    """GET /v1/mandates/:id"""
    found = call.ledger.get('mandate', mandate_id)
    if not found:
        raise missing('mandate', mandate_id)
    return found


def create_setup(call, values):
    """POST /v1/setup_intents, as Odoo's validation of a new method sends it."""
    ledger = call.ledger
    if values.get('customer'):
        methods.customer(ledger, values['customer'], 'customer')
    setup_id, secret = ledger.new_id('seti'), ledger.new_id('secret')
    return ledger.save({
        'id': setup_id, 'object': 'setup_intent', 'application': None,
        'cancellation_reason': None, 'client_secret': f'{setup_id}_{secret}',
        'created': ledger.now(), 'customer': values.get('customer'),
        'description': values.get('description'), 'last_setup_error': None,
        'latest_attempt': None, 'livemode': False, 'mandate': None,
        'metadata': values.get('metadata') or {}, 'next_action': None, 'on_behalf_of': None,
        'payment_method': None,
        'payment_method_options': {},
        'payment_method_types': values.get('payment_method_types') or ['card'],
        'single_use_mandate': None, 'status': 'requires_payment_method',
        'usage': values.get('usage', 'off_session')})


def fetch_setup(call, _values, setup_id):
    """GET /v1/setup_intents/:id"""
    setup = call.ledger.get('setup_intent', setup_id)
    if not setup:
        raise missing('setup_intent', setup_id)
    return setup


def confirm_setup(call, values, setup_id):
    """POST /v1/setup_intents/:id/confirm, by the client's browser."""
    ledger, setup = call.ledger, fetch_setup(call, values, setup_id)
    if not call.is_secret and values.get('client_secret') != setup['client_secret']:
        raise ApiError(400, 'The client_secret does not match.', param='client_secret')
    if setup['status'] in ('succeeded', 'canceled'):
        raise unexpected_state(setup, 'confirm')
    method = methods.method(ledger, values['payment_method'], 'payment_method')
    if method['type'] not in setup['payment_method_types']:
        raise ApiError(400, f"The PaymentMethod provided ({method['type']}) is not allowed "
                       'for this SetupIntent.', param='payment_method')
    behaviour, code = methods.behaviour(ledger, method['id'])
    if behaviour == 'declined':
        raise ApiError(402, 'Your card was declined.', 'card_declined', 'card_error',
                       decline_code=code, setup_intent=render(ledger, setup, call.version))
    if method['type'] == 'sepa_debit':
        setup['mandate'] = methods.mandate(ledger, method['id'])['id']
    methods.attach(ledger, method['id'], setup['customer'])
    setup.update(status='succeeded', payment_method=method['id'])
    ledger.save(setup)
    emit(ledger, 'setup_intent.succeeded', setup, call)
    return setup


def cancel_setup(call, values, setup_id):
    """POST /v1/setup_intents/:id/cancel"""
    setup = fetch_setup(call, values, setup_id)
    if setup['status'] in ('succeeded', 'canceled'):
        raise unexpected_state(setup, 'cancel')
    setup['status'] = 'canceled'
    return call.ledger.save(setup)


def create_endpoint(call, values):
    """POST /v1/webhook_endpoints: the secret is told this once, as Stripe does."""
    return new_endpoint(call.ledger, values)


def new_endpoint(ledger, values):
    """Register an address for webhooks; loopback alone, a simulator calls nobody else."""
    if not values['url'].startswith(('http://127.0.0.1:', 'http://localhost:')):
        raise ApiError(400, 'This simulator delivers to http://127.0.0.1:… only.', param='url')
    secret = values.get('secret') or ledger.new_id('whsec')
    return ledger.save({
        'id': ledger.new_id('we'), 'object': 'webhook_endpoint',
        'api_version': values.get('api_version'), 'created': ledger.now(),
        'enabled_events': values.get('enabled_events') or ['*'], 'livemode': False,
        'metadata': {}, 'description': values.get('description'), 'status': 'enabled',
        'url': values['url'], 'secret': secret})
