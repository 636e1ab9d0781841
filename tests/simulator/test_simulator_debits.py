"""Direct debits: pending, then settled, failed or taken back, by the clock or by a test."""

import pytest

DAY = 86400
GENERIC = 'payment_intent_payment_attempt_failed'


def intent_of(simulator, intent_id):
    return simulator.stripe('GET', f'payment_intents/{intent_id}')[1]


@pytest.mark.parametrize('method, status, counted', [
    ('pm_sepa_pending_1', 'succeeded', 'succeeded'),
    ('pm_sepa_fails_1', 'requires_payment_method', 'failed')])
def test_a_debit_is_pending_and_ends_by_the_clock(simulator, charge, method, status, counted):
    _status, intent = charge(method=method)
    assert intent['status'] == 'processing'
    assert simulator.summary()['by_reference']['q1abc']['amount_pending'] == 1099
    simulator.advance(4 * DAY)
    assert intent_of(simulator, intent['id'])['status'] == 'processing'
    simulator.advance(DAY)
    assert intent_of(simulator, intent['id'])['status'] == status
    entry = simulator.summary()['by_reference']['q1abc']
    assert (entry[counted], entry['pending']) == (1, 0)


def test_a_debit_is_settled_or_failed_by_control(simulator, charge):
    simulator.settings(settle_after=None)
    charge('q1', 'pm_sepa_pending_1')
    charge('q2', 'pm_sepa_pending_2')
    simulator.advance(400 * DAY)
    assert simulator.settle('q1')['status'] == 'succeeded'
    assert simulator.fail('q2')['status'] == 'requires_payment_method'
    by_reference = simulator.summary()['by_reference']
    assert (by_reference['q1']['succeeded'], by_reference['q2']['failed']) == (1, 1)
    with pytest.raises(RuntimeError, match='It is succeeded'):
        simulator.fail('q1')


@pytest.mark.parametrize(('said', 'charge_says', 'error_says'), [
    ({}, 'insufficient_funds', (GENERIC, 'insufficient_funds')),
    ({'failure_code': 'debit_disputed'}, 'debit_disputed', (GENERIC, None)),
    ({'code': 'authorization_revoked'}, None, ('authorization_revoked', None)),
    ({'code': 'new', 'failure_code': 'newer'}, 'newer', ('new', None))])
def test_a_debit_says_why_it_failed_in_each_shape(simulator, charge, said, charge_says, error_says):
    simulator.settings(settle_after=None)
    _status, intent = charge(method='pm_sepa_pending_1')
    simulator.fail('q1abc', **said)
    failed = intent_of(simulator, intent['id'])
    error = failed['last_payment_error']
    assert failed['charges']['data'][0]['failure_code'] == charge_says
    assert (error['code'], error.get('decline_code')) == error_says


def test_a_method_names_why_its_debits_fail(simulator, charge):
    _status, intent = charge(method='pm_sepa_fails_recipient_deceased_1')
    simulator.advance(5 * DAY)
    failed = intent_of(simulator, intent['id'])
    assert failed['charges']['data'][0]['failure_code'] == 'recipient_deceased'
    assert failed['last_payment_error']['code'] == GENERIC


def test_a_settled_debit_is_disputed_later_and_cannot_be_refunded(simulator, charge):
    _status, intent = charge(method='pm_sepa_disputed_1')
    simulator.advance(5 * DAY)
    assert not simulator.summary()['charges'][0]['disputed']
    simulator.advance(10 * DAY)
    assert simulator.summary()['charges'][0]['disputed']
    dispute = simulator.stripe('GET', 'disputes', {'payment_intent': intent['id']})[1]['data'][0]
    assert (dispute['status'], dispute['reason']) == ('lost', 'insufficient_funds')
    status, answer = simulator.stripe('POST', 'refunds', {'payment_intent': intent['id']})
    assert (status, answer['error']['code']) == (400, 'charge_disputed')


def test_a_part_is_disputed_and_won(simulator, charge):
    charge()
    dispute = simulator.dispute('q1abc', amount=99)
    assert (dispute['amount'], dispute['status']) == (99, 'needs_response')
    assert simulator.summary()['charges'][0]['disputed']
    assert simulator.close_dispute(dispute['id'], 'won')['status'] == 'won'
    assert not simulator.summary()['charges'][0]['disputed']


def test_a_bank_that_asks_takes_nothing(simulator, charge):
    charge()
    dispute = simulator.dispute('q1abc', status='warning_needs_response')
    assert not simulator.summary()['charges'][0]['disputed']
    assert simulator.close_dispute(dispute['id'], 'warning_closed')['status'] == 'warning_closed'


def test_an_unauthorised_debit_ends_its_mandate(simulator, charge):
    _status, intent = charge(method='pm_sepa_pending_1')
    simulator.settle('q1abc')
    simulator.dispute('q1abc', 'debit_not_authorized')
    details = intent_of(simulator, intent['id'])['charges']['data'][0]['payment_method_details']
    mandate = simulator.stripe('GET', f"mandates/{details['sepa_debit']['mandate']}")[1]
    assert mandate['status'] == 'inactive'
    assert simulator.summary()['mandates_ended'] == ['pm_sepa_pending_1']
    assert charge('q2', 'pm_sepa_pending_1')[0] == 400


def test_a_pending_debit_cannot_be_cancelled(simulator, charge):
    _status, intent = charge(method='pm_sepa_pending_1')
    assert simulator.stripe('POST', f"payment_intents/{intent['id']}/cancel")[0] == 400


def test_a_method_changes_its_behaviour_on_request(simulator, charge):
    simulator.settings(behaviours={'pm_declined_1': 'good'})
    assert charge(method='pm_declined_1')[1]['status'] == 'succeeded'
