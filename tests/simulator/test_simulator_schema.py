"""Both sides of the simulator against Stripe's official schemas."""

import re
import warnings
from types import SimpleNamespace

import pytest

from stripe_simulator import judge, schema
from stripe_simulator.api import ROUTES

VERSION = '2023-08-16'


def document():
    """The schemas, or None with a word about it: the corpus is not part of the repository."""
    found = schema.load()
    if not found:
        warnings.warn('absent: ../shared/data is not here (QUITTANCE_CORPUS names another place):'
                      ' Stripe\'s official schemas were not compared', stacklevel=2)
    return found


def test_every_parameter_that_it_takes_is_one_of_stripes():
    official = document()
    for method, pattern, specification, _handler in ROUTES if official else ():
        path = re.sub(r'\(.*?\)', 'x_1', pattern.pattern)
        form = '&'.join(f'{name.rstrip("!")}=' for name in specification)
        unknown = [problem for problem in schema.of_request(official, method, path, form)
                   if 'is not known' in problem]
        assert not unknown, (method, path)


@pytest.mark.parametrize('form, problem', [
    ('amount=10.99&currency=eur', 'amount'), ('currency=eur', 'amount is missing'),
    ('amount=1099&currency=eur&banana=1', 'banana'),
    ('amount=1099&currency=eur&capture_method=banana', 'capture_method'),
    ('amount=1099&currency=eur&confirm=yes', 'confirm'),
    ('amount=1099&currency=eur&shipping[name]=A&shipping[address][planet]=B', 'planet')])
def test_the_official_schema_refuses_what_is_wrong(form, problem):
    official = document()
    if official:
        found = schema.of_request(official, 'POST', '/v1/payment_intents', form)
        assert len(found) >= 1 and problem in ' '.join(found)


def test_the_judge_writes_down_what_does_not_fit():
    call = SimpleNamespace(method='POST', path='/v1/refunds', body='amount=1.5&banana=1', rules=())
    official = document()
    told = ' '.join(judge.breaches(call, 200, {'object': 'refund', 'amount': '1'}))
    for word in ('banana', "'1.5'", 'created is missing', "'1' is not of type") if official else ():
        assert word in told


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
