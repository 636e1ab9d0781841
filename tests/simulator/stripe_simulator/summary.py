"""The judge's view: what was really charged, by reference."""

import collections


def summarize(ledger):
    """Charges, intents, totals and requests; amounts in minor units, times in Unix seconds."""
    charges = [_charge(charge) for charge in ledger.find('charge')]
    taken_back = collections.Counter()
    for thing in ledger.find('dispute'):
        if thing['status'] != 'won' and not thing['status'].startswith('warning_'):
            taken_back[thing['charge']] += thing['amount']
    return {
        'now': ledger.now(),
        'charges': charges,
        'by_reference': _by_reference(charges, taken_back),
        'totals': _totals(charges),
        'payment_intents': [_intent(intent) for intent in ledger.find('payment_intent')],
        'mandates_ended': [one['payment_method'] for one in ledger.find('mandate')
                           if one['status'] == 'inactive'],
        'refunds': [_refund(thing) for thing in ledger.find('refund')],
        'breaches': [row['text'] for row in ledger.rows('SELECT text FROM breach ORDER BY 1')],
        'requests': requests_by(ledger, "path = '/v1/payment_intents'")}


def _refund(thing):
    return {name: thing.get(name) for name in (
        'id', 'payment_intent', 'charge', 'amount', 'currency', 'status', 'created', 'metadata')}


def _charge(charge):
    return {
        'reference': charge['description'], 'payment_intent': charge['payment_intent'],
        'charge': charge['id'], 'amount': charge['amount'], 'currency': charge['currency'],
        'status': charge['status'], 'captured': charge['captured'],
        'refunded': charge['amount_refunded'], 'disputed': charge['disputed'],
        'created': charge['created'], 'customer': charge['customer'],
        'payment_method': charge['payment_method'], 'failure_code': charge['failure_code'],
        'idempotency_key': charge.get('_key')}


def _intent(intent):
    return {name: intent.get(name) for name in (
        'id', 'description', 'amount', 'amount_received', 'currency', 'status', 'customer',
        'created', 'latest_charge', 'metadata')}


def _by_reference(charges, taken_back):
    result = {}
    for charge in charges:
        entry = result.setdefault(charge['reference'] or '', {
            'succeeded': 0, 'pending': 0, 'failed': 0, 'amount_succeeded': 0,
            'amount_pending': 0, 'amount_refunded': 0, 'disputed': 0, 'amount_disputed': 0,
            'currency': charge['currency'], 'payment_intents': []})
        entry[charge['status']] += 1
        if charge['status'] != 'failed':
            entry['amount_' + charge['status']] += charge['amount']
        entry['amount_refunded'] += charge['refunded']
        entry['disputed'] += charge['disputed']
        entry['amount_disputed'] += taken_back[charge['charge']]
        if charge['payment_intent'] not in entry['payment_intents']:
            entry['payment_intents'].append(charge['payment_intent'])
    return result


def _totals(charges):
    totals = {}
    for charge in charges:
        total = totals.setdefault(charge['currency'], collections.Counter(
            succeeded=0, pending=0, failed=0, refunded=0, disputed=0))
        total[charge['status']] += charge['amount']
        total['refunded'] += charge['refunded']
        total['disputed'] += charge['amount'] if charge['disputed'] else 0
    return totals


def requests_by(ledger, charging):
    """How often each key and reference was asked for; `charging`: SQL that finds the charges."""
    by_key = ledger.rows('SELECT key, count(*) AS n, sum(replayed) AS replayed FROM request '
                         'WHERE key IS NOT NULL GROUP BY key')
    by_reference = ledger.rows(
        "SELECT reference, count(*) AS n FROM request WHERE method = 'POST' "
        f'AND reference IS NOT NULL AND {charging} GROUP BY reference')
    return {'total': ledger.row('SELECT count(*) AS n FROM request')['n'],
            'by_key': {row['key']: row['n'] for row in by_key},
            'replayed_by_key': {row['key']: row['replayed'] for row in by_key},
            'charges_asked_by_reference': {row['reference']: row['n'] for row in by_reference}}
