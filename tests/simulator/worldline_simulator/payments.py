"""Payments: what becomes of one is written in the token (README.md), and how each is shown."""

import re

from .errors import WorldlineError, error

# What the acquirer answers, by the beginning of the token.
OUTCOMES = {'good': 'CAPTURED', 'declined': 'REJECTED', 'requested': 'CAPTURE_REQUESTED',
            'waiting': 'AUTHORIZATION_REQUESTED', 'redirected': 'REDIRECTED',
            'authorised': 'PENDING_CAPTURE'}
CODES = {'CANCELLED': 6, 'REJECTED': 2, 'REDIRECTED': 46, 'PENDING_CAPTURE': 5,
         'AUTHORIZATION_REQUESTED': 51, 'CAPTURE_REQUESTED': 91, 'CAPTURED': 9,
         'REJECTED_CAPTURE': 93}
REFERENCE_CHARACTERS = 30
DECLINE = '30511001'
# Of these nothing was decided yet.
OPEN = {'CAPTURE_REQUESTED', 'AUTHORIZATION_REQUESTED', 'REDIRECTED'}


def create(call, values):
    """POST /payments: (status, body). The trace of a rejected one is kept as well."""
    order = values.get('order') or {}
    money = order.get('amountOfMoney') or {}
    reference = (order.get('references') or {}).get('merchantReference')
    card = values.get('cardPaymentMethodSpecificInput') or {}
    _check(money, reference, card)
    ledger = call.ledger
    number = int(ledger.new_id('pay').split('_')[1][:9], 16) % 10**10
    payment = ledger.save({
        'object': 'payment', 'id': f'{number:010d}_0', '_reference': reference,
        'created': ledger.now(), 'amount': money['amount'], 'currency': money['currencyCode'],
        'token': card['token'], '_key': call.key,
        'status': OUTCOMES[card['token'].partition('_')[0]]})
    if payment['status'] == 'REJECTED':
        told = error(402, 'EXTERNAL_ACQUIRER_ERROR', DECLINE, 'IO_ERROR')
        return 402, {'errorId': '00000000-0000-4000-8000-000000000000', 'errors': [told],
                     'paymentResult': _created(payment)}
    return 201, _created(payment)


def _check(money, reference, card):
    amount = money.get('amount')
    if not isinstance(amount, int) or amount <= 0 or not money.get('currencyCode'):
        raise WorldlineError(400, 'PARAMETER_NOT_FOUND_IN_REQUEST', '21000020')
    if not reference or len(reference) > REFERENCE_CHARACTERS:
        raise WorldlineError(400, 'INVALID_VALUE', '50001111')
    if card.get('token', '').partition('_')[0] not in OUTCOMES:
        raise WorldlineError(400, 'TOKEN_NOT_FOUND', '50001082')
    if card.get('authorizationMode') != 'SALE':
        raise WorldlineError(400, 'INVALID_VALUE', '50001111')


def fetch(call, _values, payment_id):
    """GET /payments/{id}."""
    return 200, shown(find(call.ledger, payment_id))


def cancel(call, _values, payment_id):
    """POST /payments/{id}/cancel: an operation with an id of its own."""
    ledger, payment = call.ledger, find(call.ledger, payment_id)
    if payment['status'] not in ('REDIRECTED', 'PENDING_CAPTURE'):
        raise WorldlineError(400, 'NOT_CANCELLABLE', '50001130', 'PAYMENT_PLATFORM_ERROR')
    ledger.save({**payment, 'status': 'CANCELLED'})
    number = payment['id'].partition('_')[0]
    operation = ledger.save({**payment, 'object': 'cancel', 'id': f'{number}_1',
                             'status': 'CANCELLED'})
    return 200, {'payment': shown(operation)}


def find(ledger, payment_id):
    """A payment, or an operation on one, by its id."""
    found = ledger.get('payment', payment_id) or ledger.get('cancel', payment_id)
    if not found:
        raise WorldlineError(404, 'UNKNOWN_PAYMENT_ID', '50001001')
    return found


def by_target(ledger, target):
    """A payment by its id or our reference, the last one."""
    return ledger.get('payment', target) or next(iter(ledger.find(
        'payment', 'reference = ?', target, order='seq DESC', limit=1)), None)


def reference_of(ledger, call, values):
    """Our reference in a request, or of the payment that its path names."""
    order = values.get('order') if isinstance(values, dict) else None
    if isinstance(order, dict):
        return (order.get('references') or {}).get('merchantReference')
    named = re.search(r'/payments/(\w+)', call.path)
    payment = named and by_target(ledger, named[1])
    return payment and payment['_reference']


def _created(payment):
    body = {'creationOutput': {'isNewToken': False, 'tokenizationSucceeded': False},
            'payment': shown(payment)}
    if payment['status'] == 'REDIRECTED':
        body['merchantAction'] = {'actionType': 'REDIRECT', 'redirectData': {
            'redirectURL': 'https://acs.example/'}}
    return body


def shown(payment):
    """A payment as Worldline shows it."""
    money = {'amount': payment['amount'], 'currencyCode': payment['currency']}
    taken = payment['amount'] if payment['status'] == 'CAPTURED' else 0
    return {
        'id': payment['id'], 'status': payment['status'],
        'paymentOutput': {
            'amountOfMoney': money, 'acquiredAmount': {**money, 'amount': taken},
            'references': {'merchantReference': payment['_reference']}, 'paymentMethod': 'card',
            'cardPaymentMethodSpecificOutput': {
                'paymentProductId': 1, 'token': payment['token'],
                'card': {'cardNumber': '************4242', 'expiryDate': '1230'}}},
        'statusOutput': {
            'statusCode': CODES[payment['status']],
            'isAuthorized': payment['status'] in ('CAPTURED', 'PENDING_CAPTURE'),
            'isCancellable': payment['status'] == 'PENDING_CAPTURE',
            'isRefundable': payment['status'] == 'CAPTURED',
            'errors': [error(402, 'EXTERNAL_ACQUIRER_ERROR', DECLINE, 'IO_ERROR')]
            if payment['status'].startswith('REJECTED') else []}}
