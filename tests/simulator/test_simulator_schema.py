"""Both sides of the simulator against Stripe's official schemas."""

import re
import warnings

import schema
from stripe_simulator.api import ROUTES

VERSION = '2023-08-16'


def document():
    """The schemas, or None with a word about it: the corpus is not part of the repository."""
    found = schema.load()
    if not found:
        warnings.warn('QUITTANCE_CORPUS is absent: Stripe\'s official schemas were not compared',
                      stacklevel=2)
    return found


def official_path(official, route):
    """`/v1/charges/([A-Za-z0-9_]+)` → `/v1/charges/{charge}`, as the document writes it."""
    wanted = re.sub(r'\(.*?\)', '{}', route)
    return next(path for path in official['paths'] if re.sub('{.*?}', '{}', path) == wanted)


def test_every_parameter_that_it_takes_is_one_of_stripes():
    official = document()
    for method, pattern, specification, _handler in ROUTES if official else ():
        path = official_path(official, pattern.pattern)
        taken = {name.rstrip('!') for name in specification}
        assert taken <= schema.accepted(official, method.lower(), path), (method, path)


def test_every_object_that_it_shows_has_stripes_shape(simulator, charge):
    official = document()
    charge('q1')
    charge('q2', 'pm_sepa_disputed_1')
    charge('q3', 'pm_declined_1')
    charge('q4', 'pm_sca_open_1')
    charge('q5', 'pm_sepa_pending_1')
    simulator.settle('q2')
    simulator.dispute('q2')
    simulator.refund('q1', 99)
    setup = simulator.stripe('POST', 'setup_intents', {'payment_method_types[]': 'card'})[1]
    shown = [setup, simulator.pay_online(setup['client_secret'], 'pm_good_3')[1],
             simulator.stripe('POST', 'customers', {'name': 'A'})[1],
             simulator.stripe('GET', 'payment_methods/pm_good_3')[1],
             simulator.stripe('GET', 'payment_methods/pm_sepa_pending_1')[1]]
    for collection in ('payment_intents', 'charges', 'refunds', 'disputes', 'events'):
        answer = simulator.stripe('GET', collection, {'limit': 100}, Stripe_Version=VERSION)[1]
        assert answer['data']
        shown += answer['data']
    for thing in shown if official else ():
        wrong = schema.problems(
            official, official['components']['schemas'][thing['object']], thing)
        assert not wrong, (thing['object'], wrong)
