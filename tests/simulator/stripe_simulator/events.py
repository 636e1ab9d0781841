"""Events: what happened, and the webhook deliveries that tell of it."""

from . import faults
from .render import OLD_VERSION, render


def emit(ledger, type_, thing, call=None):
    """Record an event about an object as it is now, and queue it for the webhook endpoints.

    Deliveries of a request wait until its answer has left (or was lost).
    """
    event = ledger.save({
        'id': ledger.new_id('evt'), 'object': 'event', 'type': type_,
        'api_version': OLD_VERSION, 'created': ledger.now(), 'livemode': False,
        'data': {'object': render(ledger, thing, OLD_VERSION)}, 'pending_webhooks': 0,
        'request': {'id': call.request_id if call else None,
                    'idempotency_key': call.key if call else None},
        '_reference': reference_of(ledger, thing)})
    for endpoint in ledger.find('webhook_endpoint', "status = 'enabled'"):
        if {'*', type_} & set(endpoint['enabled_events']):
            _queue(ledger, event, endpoint, call)
    return event


def reference_of(ledger, thing):
    """The merchant's reference of an intent, charge, refund or dispute."""
    if thing.get('_reference') or thing.get('description'):
        return thing.get('_reference') or thing['description']
    intent = thing.get('payment_intent')
    found = ledger.get('payment_intent', intent) if intent else None
    return found and found.get('description')


def _queue(ledger, event, endpoint, call):
    rules = faults.take(ledger, {'event': event['type'], 'reference': event['_reference']})
    actions = {rule['action']: rule for rule in rules}
    if 'webhook_never' in actions:
        return
    due = ledger.now() + int(actions.get('webhook_delay', {}).get('seconds', 0))
    state = 'held' if 'webhook_hold' in actions else 'waiting' if call else 'due'
    for _copy in range(2 if 'webhook_twice' in actions else 1):
        ledger.run(
            'INSERT INTO delivery (event, endpoint, due, state, request) VALUES (?, ?, ?, ?, ?)',
            event['id'], endpoint['id'], due, state, call.number if call else None)
    event['pending_webhooks'] += 1
    ledger.save(event)
