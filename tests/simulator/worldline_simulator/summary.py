"""The judge's view: what was really charged, by reference, in the words of the other simulator."""

from stripe_simulator.summary import requests_by

from . import payments

COUNTED = {'CAPTURED': 'succeeded', 'REJECTED': 'failed', 'REJECTED_CAPTURE': 'failed',
           'CANCELLED': 'failed'}


def summarize(ledger):
    """Charges and requests; amounts in minor units, times in Unix seconds."""
    charges = [_charge(payment) for payment in ledger.find('payment')]
    return {
        'now': ledger.now(), 'charges': charges, 'by_reference': _by_reference(charges),
        'breaches': [row['text'] for row in ledger.rows('SELECT text FROM breach ORDER BY 1')],
        'requests': requests_by(ledger, "path LIKE '/v2/%/payments'")}


def _charge(payment):
    return {
        'reference': payment['_reference'], 'charge': payment['id'],
        'amount': payment['amount'], 'currency': payment['currency'],
        'status': COUNTED.get(payment['status'], 'pending'), 'said': payment['status'],
        'code': payments.CODES[payment['status']], 'created': payment['created'],
        'payment_method': payment['token'], 'idempotency_key': payment['_key']}


def _by_reference(charges):
    result = {}
    for charge in charges:
        entry = result.setdefault(charge['reference'], {
            'succeeded': 0, 'pending': 0, 'failed': 0, 'amount_succeeded': 0,
            'amount_pending': 0, 'currency': charge['currency']})
        entry[charge['status']] += 1
        if charge['status'] != 'failed':
            entry['amount_' + charge['status']] += charge['amount']
    return result
