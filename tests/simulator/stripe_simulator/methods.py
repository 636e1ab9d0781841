"""Payment methods and customers: what becomes of a charge is written in the method's id.

| id begins with | what happens |
|---|---|
| pm_good, pm_card | the charge succeeds |
| pm_declined, pm_declined_<decline code> | declined: insufficient_funds, or the code named |
| pm_sca | off session refused with authentication_required, on session requires_action |
| pm_sca_open | requires_action, off session as well |
| pm_sepa_pending (or pm_sepa) | processing, succeeds after `settle_after` |
| pm_sepa_fails, pm_sepa_fails_<failure code> | processing, fails after `settle_after`;
|   | the charge alone tells the code |
| pm_sepa_disputed | processing, succeeds, is disputed `dispute_after` later |

Any other id is unknown, pm_missing… and cus_missing… among them. The setting `behaviours`
({method id: begin of an id above, without pm_}) overrides what the id says.
"""

import hashlib

from .errors import missing

BEHAVIOURS = ('good', 'card', 'declined', 'sca_open', 'sca', 'sepa_pending', 'sepa_fails',
              'sepa_disputed', 'sepa')
DECLINE_CODES = (
    'insufficient_funds', 'expired_card', 'lost_card', 'stolen_card', 'do_not_honor',
    'generic_decline', 'fraudulent', 'card_velocity_exceeded', 'try_again_later',
    'processing_error', 'card_not_supported', 'transaction_not_allowed',
    'revocation_of_authorization', 'incorrect_cvc', 'call_issuer', 'issuer_not_available')

# docs.stripe.com/payments/sepa-debit
FAILURE_CODES = (
    'account_closed', 'authorization_revoked', 'bank_account_restricted', 'branch_does_not_exist',
    'debit_authorization_not_match', 'debit_disputed', 'debit_not_authorized',
    'generic_could_not_process', 'incorrect_account_holder_name', 'insufficient_funds',
    'invalid_account_number', 'recipient_deceased', 'refer_to_customer')


def named_behaviour(name):
    """`sepa_fails_1` → (sepa_fails, None); `declined_lost_card_3` → (declined, lost_card).

    (None, None) for a name that says nothing.
    """
    for behaviour in BEHAVIOURS:
        if name == behaviour or name.startswith(behaviour + '_'):
            break
    else:
        return None, None
    if behaviour == 'sepa_fails':
        rest = name.removeprefix('sepa_fails_')
        return behaviour, next((code for code in FAILURE_CODES if rest.startswith(code)), None)
    if behaviour != 'declined':
        return {'card': 'good', 'sepa': 'sepa_pending'}.get(behaviour, behaviour), None
    rest = name[len('declined_'):]
    code = next((code for code in DECLINE_CODES if rest.startswith(code)), DECLINE_CODES[0])
    return 'declined', code


def behaviour(ledger, method_id):
    """How a charge on this method goes: (behaviour, decline or failure code or None)."""
    override = ledger.setting('behaviours', {}).get(method_id)
    return named_behaviour(override or method_id.removeprefix('pm_'))


def method(ledger, method_id, param=None):
    """The payment method of this id, made when it is first asked for; ApiError if unknown."""
    found = ledger.get('payment_method', method_id)
    if found:
        return found
    kind, _code = named_behaviour(method_id.removeprefix('pm_'))
    if not method_id.startswith('pm_') or not kind:
        raise missing('PaymentMethod', method_id, param)
    type_ = 'sepa_debit' if kind.startswith('sepa') else 'card'
    return ledger.save({
        'id': method_id, 'object': 'payment_method', 'type': type_, 'customer': None,
        'created': ledger.now(), 'livemode': False, 'metadata': {},
        'billing_details': blank_billing(), type_: details(type_, method_id)})


def blank_billing():
    """Billing details of which nothing is known."""
    address = dict.fromkeys(('city', 'country', 'line1', 'line2', 'postal_code', 'state'))
    return {'address': address, 'email': None, 'name': None, 'phone': None}


def details(type_, method_id):
    """What Stripe tells of the card or account behind a method."""
    fingerprint = hashlib.sha256(method_id.encode()).hexdigest()
    last4 = f'{int(fingerprint, 16) % 10000:04d}'
    if type_ == 'sepa_debit':
        return {'bank_code': '30004', 'branch_code': '', 'country': 'FR', 'last4': last4,
                'fingerprint': fingerprint[:16],
                'generated_from': {'charge': None, 'setup_attempt': None}}
    checks = dict.fromkeys(('address_line1_check', 'address_postal_code_check', 'cvc_check'))
    return {'brand': 'visa', 'checks': checks, 'country': 'FR', 'exp_month': 12,
            'exp_year': 2034, 'fingerprint': fingerprint[:16], 'funding': 'credit',
            'generated_from': None, 'last4': last4,
            'networks': {'available': ['visa'], 'preferred': None},
            'three_d_secure_usage': {'supported': True}, 'wallet': None}


def attach(ledger, method_id, customer):
    """Remember whose method this is."""
    thing = method(ledger, method_id)
    if customer and thing['customer'] != customer:
        thing['customer'] = customer
        ledger.save(thing)


def customer(ledger, customer_id, param=None):
    """The customer of this id, made when it is first asked for (Odoo's tokens only name it)."""
    found = ledger.get('customer', customer_id)
    if found:
        return found
    if not customer_id.startswith('cus_') or customer_id.startswith('cus_missing'):
        raise missing('customer', customer_id, param)
    return new_customer(ledger, customer_id, {})


def new_customer(ledger, customer_id, values):
    """Save a customer with what the request says of it."""
    return ledger.save({
        'id': customer_id, 'object': 'customer', 'created': ledger.now(), 'livemode': False,
        'address': values.get('address'), 'balance': 0, 'currency': None,
        'default_source': None, 'delinquent': False, 'description': values.get('description'),
        'email': values.get('email'), 'name': values.get('name'),
        'phone': values.get('phone'), 'metadata': values.get('metadata') or {},
        'shipping': None})


def mandate(ledger, method_id, mandate_id=None):
    """The SEPA mandate of a method, or a given one; made when first asked for."""
    number = hashlib.sha256(method_id.encode()).hexdigest()[:24]
    mandate_id = mandate_id or f'mandate_{number}'
    found = ledger.get('mandate', mandate_id)
    if found:
        return found
    if not mandate_id.startswith('mandate_') or mandate_id.startswith('mandate_missing'):
        raise missing('mandate', mandate_id, 'mandate')
    online = {'type': 'online', 'accepted_at': ledger.now(),
              'online': {'ip_address': '127.0.0.1', 'user_agent': 'simulator'}}
    return ledger.save({
        'id': mandate_id, 'object': 'mandate', 'customer_acceptance': online,
        'livemode': False, 'multi_use': {}, 'payment_method': method_id,
        'payment_method_details': {
            'type': 'sepa_debit',
            'sepa_debit': {'reference': number[:16].upper(), 'url': 'https://stripe.invalid/'}},
        'status': 'active', 'type': 'multi_use'})
