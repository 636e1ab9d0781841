"""Payment intents: create, confirm, cancel, capture, and how they end."""

from . import methods
from .errors import ApiError, missing, unexpected_state
from .events import emit
from .render import render

DAY = 86400
MINIMUM_MINOR = 50      # Stripe's least charge in euro
DECLINE_TEXTS = {
    'insufficient_funds': 'Your card has insufficient funds.',
    'expired_card': 'Your card has expired.',
    'authentication_required': 'Your card was declined. This transaction requires '
                               'authentication.'}


def create(call, values):
    """POST /v1/payment_intents, with `confirm` as Odoo's token charge sends it."""
    if values.get('off_session') and not values.get('confirm'):
        raise ApiError(400, 'You cannot set `off_session` on a PaymentIntent without `confirm`.',
                       param='off_session')
    if values['amount'] < MINIMUM_MINOR:
        raise ApiError(400, 'Amount must be at least €0.50 eur', 'amount_too_small',
                       param='amount')
    ledger = call.ledger
    if values.get('customer'):
        methods.customer(ledger, values['customer'], 'customer')
    types = values.get('payment_method_types') or ['card']
    intent = _new_intent(call, values, types)
    if values.get('payment_method'):
        _use_method(ledger, intent, values['payment_method'])
    if values.get('mandate'):
        methods.mandate(ledger, values.get('payment_method') or '', values['mandate'])
    ledger.save(intent)
    emit(ledger, 'payment_intent.created', intent, call)
    if values.get('confirm'):
        return _confirm(call, intent, values)
    return intent


def _new_intent(call, values, types):
    intent_id = call.ledger.new_id('pi')
    secret = call.ledger.new_id('secret')
    return {
        'id': intent_id, 'object': 'payment_intent', 'amount': values['amount'],
        'amount_capturable': 0, 'amount_received': 0, 'application': None,
        'application_fee_amount': None, 'canceled_at': None, 'cancellation_reason': None,
        'capture_method': values.get('capture_method', 'automatic'),
        'client_secret': f'{intent_id}_{secret}', 'confirmation_method': 'automatic',
        'created': call.ledger.now(), 'currency': values['currency'],
        'customer': values.get('customer'), 'description': values.get('description'),
        'last_payment_error': None, 'latest_charge': None, 'livemode': False,
        'metadata': values.get('metadata') or {}, 'next_action': None, 'on_behalf_of': None,
        'payment_method': None,
        'payment_method_options': {},
        'payment_method_types': types, 'processing': None,
        'receipt_email': values.get('receipt_email'), 'review': None,
        'setup_future_usage': values.get('setup_future_usage'),
        'shipping': values.get('shipping'), 'source': None, 'statement_descriptor': None,
        'statement_descriptor_suffix': None, 'status': 'requires_payment_method',
        'transfer_data': None, 'transfer_group': None, '_key': call.key}


def _use_method(ledger, intent, method_id):
    method = methods.method(ledger, method_id, 'payment_method')
    if method['type'] not in intent['payment_method_types']:
        raise ApiError(
            400, f"The PaymentMethod provided ({method['type']}) is not allowed for this "
            f"PaymentIntent. Allowed types: {', '.join(intent['payment_method_types'])}.",
            param='payment_method')
    intent.update(payment_method=method_id, status='requires_confirmation')
    return method


def fetch(call, _values, intent_id):
    """GET /v1/payment_intents/:id"""
    intent = call.ledger.get('payment_intent', intent_id)
    if not intent:
        raise missing('payment_intent', intent_id, None)
    return intent


def confirm(call, values, intent_id):
    """POST /v1/payment_intents/:id/confirm, by us or by the client's browser."""
    intent = fetch(call, values, intent_id)
    if not call.is_secret and values.get('client_secret') != intent['client_secret']:
        raise ApiError(400, 'The client_secret provided does not match the client_secret '
                       'associated with this PaymentIntent.',
                       'payment_intent_invalid_parameter', param='client_secret')
    return _confirm(call, intent, values)


def _confirm(call, intent, values):
    ledger = call.ledger
    if intent['status'] not in (
            'requires_payment_method', 'requires_confirmation', 'requires_action'):
        raise unexpected_state(render(ledger, intent, call.version), 'confirm')
    method_id = values.get('payment_method') or intent['payment_method']
    if not method_id:
        raise ApiError(400, "You cannot confirm this PaymentIntent because it's missing a "
                       'payment method.', 'payment_intent_unexpected_state')
    _use_method(ledger, intent, method_id)
    if values.get('setup_future_usage'):
        intent['setup_future_usage'] = values['setup_future_usage']
    behaviour, decline_code = methods.behaviour(ledger, method_id)
    if behaviour == 'declined':
        return _decline(call, intent, 'card_declined', decline_code)
    if behaviour == 'sca' and values.get('off_session'):
        return _decline(call, intent, 'authentication_required', 'authentication_required')
    if behaviour in ('sca', 'sca_open'):
        if values.get('error_on_requires_action'):
            return _decline(call, intent, 'authentication_required', 'authentication_required')
        return _ask_client(call, intent, values)
    if behaviour.startswith('sepa'):
        intent['_failure'] = decline_code
        return _start_debit(call, intent, behaviour, values.get('mandate'))
    return succeed(ledger, intent, call)


def _charge(ledger, intent, status, **fields):
    method = methods.method(ledger, intent['payment_method'])
    type_ = method['type']
    details = dict(method[type_])
    if type_ == 'sepa_debit':
        details['mandate'] = intent.get('_mandate')
    charge = ledger.save({
        'id': ledger.new_id('ch'), 'object': 'charge', 'amount': intent['amount'],
        'amount_captured': intent['amount'] if status == 'succeeded' else 0,
        'amount_refunded': 0, 'application': None, 'application_fee': None,
        'application_fee_amount': None, 'balance_transaction': None,
        'billing_details': method['billing_details'], 'captured': status != 'failed',
        'created': ledger.now(), 'currency': intent['currency'],
        'customer': intent['customer'], 'description': intent['description'],
        'destination': None, 'dispute': None, 'disputed': False, 'failure_code': None,
        'failure_message': None, 'fraud_details': {}, 'invoice': None, 'livemode': False,
        'metadata': intent['metadata'], 'on_behalf_of': None, 'order': None,
        'outcome': None, 'paid': status != 'failed', 'payment_intent': intent['id'],
        'payment_method': method['id'],
        'payment_method_details': {'type': type_, type_: details}, 'receipt_email': None,
        'receipt_number': None, 'receipt_url': None, 'refunded': False, 'review': None,
        'shipping': intent['shipping'], 'source': None, 'source_transfer': None,
        'statement_descriptor': None, 'statement_descriptor_suffix': None, 'status': status,
        'transfer_data': None, 'transfer_group': None, '_key': intent.get('_key'), **fields})
    intent['latest_charge'] = charge['id']
    return charge


def succeed(ledger, intent, call=None):
    """The money is taken (or, capturing by hand, set aside)."""
    if intent.get('setup_future_usage') or intent['customer']:
        methods.attach(ledger, intent['payment_method'], intent['customer'])
    intent.update(next_action=None, last_payment_error=None, _due=None)
    if intent['capture_method'] == 'manual':
        intent.update(status='requires_capture', amount_capturable=intent['amount'])
        charge = _charge(ledger, intent, 'succeeded', captured=False, amount_captured=0)
        ledger.save(intent)
        emit(ledger, 'payment_intent.amount_capturable_updated', intent, call)
        return intent
    charge = pending_charge(ledger, intent)
    if charge:
        charge.update(status='succeeded', paid=True, captured=True,
                      amount_captured=intent['amount'])
        ledger.save(charge)
    else:
        charge = _charge(ledger, intent, 'succeeded')
    intent.update(status='succeeded', amount_received=intent['amount'])
    ledger.save(intent)
    emit(ledger, 'charge.succeeded', charge, call)
    emit(ledger, 'payment_intent.succeeded', intent, call)
    return intent


def pending_charge(ledger, intent):
    """The charge of a debit that is under way, or None."""
    found = ledger.find('charge', "payment_intent = ? AND status = 'pending'", intent['id'])
    return found[0] if found else None


def _decline(call, intent, code, decline_code):
    message = DECLINE_TEXTS.get(decline_code, 'Your card was declined.')
    charge = _charge(call.ledger, intent, 'failed', failure_code=code, failure_message=message)
    error = refuse(call.ledger, intent, charge, code, decline_code, message, call)
    raise ApiError(402, error.pop('message'), error.pop('code'), error.pop('type'), **error,
                   payment_intent=render(call.ledger, intent, call.version))


def refuse(ledger, intent, charge, code, decline_code, message, call=None):
    """The charge failed: the intent wants another method. Returns Stripe's error members."""
    error = {'type': 'card_error', 'code': code, 'message': message, 'charge': charge['id']}
    if decline_code:
        error['decline_code'] = decline_code
    method = methods.method(ledger, intent['payment_method'])
    intent.update(status='requires_payment_method', payment_method=None, next_action=None,
                  _due=None, last_payment_error={**error, 'payment_method': render(ledger, method)})
    ledger.save(intent)
    emit(ledger, 'charge.failed', charge, call)
    emit(ledger, 'payment_intent.payment_failed', intent, call)
    return error


def _ask_client(call, intent, values):
    url = values.get('return_url')
    intent.update(status='requires_action', next_action={
        'type': 'redirect_to_url',
        'redirect_to_url': {'url': f"https://hooks.stripe.invalid/{intent['id']}",
                            'return_url': url}})
    call.ledger.save(intent)
    emit(call.ledger, 'payment_intent.requires_action', intent, call)
    return intent


def _start_debit(call, intent, behaviour, mandate_id):
    ledger = call.ledger
    mandate = methods.mandate(ledger, intent['payment_method'], mandate_id)
    if mandate['status'] != 'active':
        raise ApiError(400, f"The mandate {mandate['id']} is {mandate['status']}.",
                       'payment_intent_mandate_invalid', param='mandate')
    after = ledger.setting('settle_after', 5 * DAY)
    intent.update(
        status='processing', _mandate=mandate['id'], _outcome=behaviour,
        _due=None if after is None else ledger.now() + after)
    charge = _charge(ledger, intent, 'pending')
    ledger.save(intent)
    emit(ledger, 'payment_intent.processing', intent, call)
    emit(ledger, 'charge.pending', charge, call)
    return intent


def cancel(call, values, intent_id):
    """POST /v1/payment_intents/:id/cancel; Odoo sends it without a body."""
    intent = fetch(call, values, intent_id)
    if intent['status'] in ('succeeded', 'canceled', 'processing'):
        raise unexpected_state(render(call.ledger, intent, call.version), 'cancel')
    charge = intent['status'] == 'requires_capture' and call.ledger.get(
        'charge', intent['latest_charge'])
    if charge:
        charge.update(refunded=True, amount_refunded=charge['amount'])
        call.ledger.save(charge)
    intent.update(status='canceled', canceled_at=call.ledger.now(), next_action=None,
                  amount_capturable=0,
                  cancellation_reason=values.get('cancellation_reason'))
    call.ledger.save(intent)
    emit(call.ledger, 'payment_intent.canceled', intent, call)
    return intent


def capture(call, values, intent_id):
    """POST /v1/payment_intents/:id/capture, of the whole amount or a part."""
    intent = fetch(call, values, intent_id)
    if intent['status'] != 'requires_capture':
        raise unexpected_state(render(call.ledger, intent, call.version), 'capture')
    amount = values.get('amount_to_capture', intent['amount'])
    if amount > intent['amount']:
        raise ApiError(400, 'The amount to capture is more than what was authorized.',
                       'amount_too_large', param='amount_to_capture')
    charge = call.ledger.get('charge', intent['latest_charge'])
    charge.update(captured=True, amount_captured=amount)
    call.ledger.save(charge)
    intent.update(status='succeeded', amount_received=amount, amount_capturable=0)
    call.ledger.save(intent)
    emit(call.ledger, 'charge.captured', charge, call)
    emit(call.ledger, 'payment_intent.succeeded', intent, call)
    return intent


SHIPPING = {'name': 'text', 'phone': 'text', 'carrier': 'text', 'tracking_number': 'text',
            'address': dict.fromkeys(
                ('city', 'country', 'line1', 'line2', 'postal_code', 'state'), 'text')}
CONFIRM = {
    'client_secret': 'text', 'error_on_requires_action': 'bool', 'expand': 'list',
    'mandate': 'text', 'mandate_data': 'any', 'off_session': 'bool', 'payment_method': 'text',
    'payment_method_options': 'any', 'payment_method_types': 'list', 'receipt_email': 'text',
    'return_url': 'text', 'setup_future_usage': ('off_session', 'on_session', ''),
    'shipping': SHIPPING, 'use_stripe_sdk': 'bool'}
CREATE = {
    **{name: kind for name, kind in CONFIRM.items() if name != 'client_secret'},
    'amount!': 'positive', 'currency!': 'currency', 'customer': 'text', 'description': 'text',
    'metadata': 'map', 'confirm': 'bool', 'capture_method': ('automatic', 'manual'),
    'confirmation_method': ('automatic', 'manual'), 'statement_descriptor': 'text',
    'statement_descriptor_suffix': 'text'}
CANCEL = {'expand': 'list', 'cancellation_reason': (
    'abandoned', 'duplicate', 'fraudulent', 'requested_by_customer')}
CAPTURE = {'expand': 'list', 'amount_to_capture': 'positive', 'metadata': 'map'}
