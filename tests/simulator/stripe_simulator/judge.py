"""Both sides against Stripe's official schemas while the simulator runs: a breach is written down.

What a request is refused for (400) needs no second word, and an answer that a test wanted wrong
is no mistake of ours. The document is of a newer version than the one that Odoo pins, and open:
it checks the shapes of what both have.
"""

from . import faults, schema
from .parameters import decode


def breaches(call, status, body):
    """Sentences: what of this request or its answer does not fit. None without the document."""
    document = schema.load()
    if not document or any(rule['action'] in faults.ALTER for rule in call.rules):
        return []
    try:
        found = schema.of_answer(document, call.method, call.path, status, body)
        if status < 400:
            found += schema.of_request(document, call.method, call.path, _official(call))
    except KeyError:
        return []   # a path that Stripe has not either is answered 404
    return [f'{call.method} {call.path}: {problem}' for problem in found]


def _official(call):
    """The parameters; a browser's client secret is documented with Stripe.js instead."""
    return call.body if 'client_secret' not in decode(call.body) else ''
