"""Money that goes back: refunds, and disputes (among them the returns of SEPA debits)."""

from . import methods
from .errors import ApiError, missing
from .events import emit

REASONS = ('duplicate', 'fraudulent', 'requested_by_customer')
REFUND = {'amount': 'positive', 'charge': 'text', 'payment_intent': 'text', 'reason': REASONS,
          'metadata': 'map', 'expand': 'list'}


def create(call, values):
    """POST /v1/refunds of a charge or a payment intent, whole or in part."""
    ledger = call.ledger
    charge_id = values.get('charge')
    if not charge_id:
        intent_id = values.get('payment_intent')
        if not intent_id:
            raise ApiError(400, 'One of the following params should be provided for this '
                           'request: payment_intent or charge.', 'parameter_missing')
        intent = ledger.get('payment_intent', intent_id)
        if not intent:
            raise missing('payment_intent', intent_id, 'payment_intent')
        charge_id = intent['latest_charge']
    charge = charge_id and ledger.get('charge', charge_id)
    if not charge:
        raise missing('charge', charge_id, 'charge')
    if charge['status'] != 'succeeded' or not charge['captured']:
        raise ApiError(400, f"This charge has no money to refund: {charge['status']}.",
                       'charge_not_refundable')
    return refund(ledger, charge, values, call)


def refund(ledger, charge, values, call=None):
    """Give back what is asked for, at most what is left."""
    left = charge['amount_captured'] - charge['amount_refunded']
    if charge['disputed']:
        raise ApiError(400, f"Charge {charge['id']} has been charged back; cannot issue a "
                       'refund.', 'charge_disputed')
    if left == 0:
        raise ApiError(400, f"Charge {charge['id']} has already been refunded.",
                       'charge_already_refunded')
    amount = values.get('amount') or left
    if amount > left:
        raise ApiError(400, f'Refund amount ({amount}) is greater than unrefunded amount on '
                       f'charge ({left})', param='amount')
    thing = ledger.save({
        'id': ledger.new_id('re'), 'object': 'refund', 'amount': amount,
        'balance_transaction': None, 'charge': charge['id'], 'created': ledger.now(),
        'currency': charge['currency'], 'metadata': values.get('metadata') or {},
        'payment_intent': charge['payment_intent'], 'reason': values.get('reason'),
        'receipt_number': None, 'source_transfer_reversal': None, 'status': 'succeeded',
        'transfer_reversal': None, '_reference': charge['description']})
    charge['amount_refunded'] += amount
    charge['refunded'] = charge['amount_refunded'] == charge['amount_captured']
    ledger.save(charge)
    emit(ledger, 'refund.created', thing, call)
    emit(ledger, 'charge.refunded', charge, call)
    return thing


def fail(ledger, thing):
    """A refund that could not be paid out after all: the money is with the company again."""
    if thing['status'] == 'failed':
        return thing
    charge = ledger.get('charge', thing['charge'])
    charge['amount_refunded'] -= thing['amount']
    charge['refunded'] = False
    ledger.save(charge)
    thing.update(status='failed', failure_reason='lost_or_stolen_card')
    ledger.save(thing)
    emit(ledger, 'charge.refund.updated', thing)
    return thing


def dispute(ledger, charge, reason=None, amount=None, status=None):
    """The client takes the money back, all or an amount. On SEPA it is final and cannot be
    answered. `status` warning_…: his bank only asks, nothing is taken back yet."""
    if charge['disputed'] or charge['status'] != 'succeeded':
        raise ApiError(400, f"Charge {charge['id']} cannot be disputed.")
    is_debit = charge['payment_method_details']['type'] == 'sepa_debit'
    thing = ledger.save({
        'id': ledger.new_id('dp'), 'object': 'dispute', 'amount': amount or charge['amount'],
        'balance_transactions': [], 'charge': charge['id'], 'created': ledger.now(),
        'currency': charge['currency'], 'evidence': {},
        'evidence_details': {'due_by': None, 'has_evidence': False, 'past_due': False,
                             'submission_count': 0},
        'is_charge_refundable': False, 'livemode': False, 'metadata': {},
        'payment_intent': charge['payment_intent'],
        'reason': reason or ('debit_not_authorized' if is_debit else 'fraudulent'),
        'status': status or ('lost' if is_debit else 'needs_response'),
        '_reference': charge['description']})
    emit(ledger, 'charge.dispute.created', thing)
    if thing['status'].startswith('warning_'):
        return thing
    charge.update(disputed=True, dispute=thing['id'])
    ledger.save(charge)
    emit(ledger, 'charge.dispute.funds_withdrawn', thing)
    if is_debit:
        mandate_id = charge['payment_method_details']['sepa_debit'].get('mandate')
        if thing['reason'] == 'debit_not_authorized' and mandate_id:
            mandate = methods.mandate(ledger, charge['payment_method'], mandate_id)
            mandate['status'] = 'inactive'
            ledger.save(mandate)
            emit(ledger, 'mandate.updated', mandate)
        emit(ledger, 'charge.dispute.closed', thing)
    return thing


def close_dispute(ledger, thing, status):
    """The bank decides: won (the money is the company's again), lost, or warning_closed."""
    charge = ledger.get('charge', thing['charge'])
    thing['status'] = status
    ledger.save(thing)
    if status == 'won':
        charge.update(disputed=False)
        ledger.save(charge)
        emit(ledger, 'charge.dispute.funds_reinstated', thing)
    emit(ledger, 'charge.dispute.closed', thing)
    return thing
