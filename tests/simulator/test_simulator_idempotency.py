"""A key is good for one charge, as Stripe documents it."""

import threading

DAY = 86400


def test_a_repeated_key_gets_the_first_answer_and_no_second_charge(simulator, charge):
    first = charge(key='k')
    assert charge(key='k') == first
    summary = simulator.summary()
    assert len(summary['charges']) == 1
    assert summary['requests']['by_key'] == {'k': 2}
    assert summary['requests']['replayed_by_key'] == {'k': 1}


def test_a_stored_decline_is_repeated(simulator, charge):
    first = charge(key='k', method='pm_declined_1')
    simulator.settings(behaviours={'pm_declined_1': 'good'})
    assert charge(key='k', method='pm_declined_1') == first


def test_other_parameters_under_the_same_key_are_refused(simulator, charge):
    charge(key='k')
    status, answer = charge(key='k', **{'shipping[address][city]': 'Lorient'})
    assert (status, answer['error']['type']) == (400, 'idempotency_error')
    assert len(simulator.summary()['charges']) == 1


def test_a_key_is_forgotten_after_a_day(simulator, charge):
    charge(key='k')
    simulator.advance(DAY - 60)
    charge(key='k')
    assert len(simulator.summary()['charges']) == 1
    simulator.advance(61)
    charge(key='k')
    assert len(simulator.summary()['charges']) == 2


def test_a_key_in_flight_is_a_conflict(simulator, charge):
    simulator.fault(action='hold_after', path='/v1/payment_intents')
    answers = []
    thread = threading.Thread(target=lambda: answers.append(charge(key='k')))
    thread.start()
    simulator.wait_held()
    status, answer = charge(key='k')
    assert (status, answer['error']['code']) == (409, 'idempotency_key_in_use')
    simulator.release()
    thread.join()
    assert answers[0][0] == 200
    assert charge(key='k') == answers[0]


def test_what_was_never_executed_is_not_stored(simulator, charge):
    assert charge(key='k', amount='x')[0] == 400
    simulator.fault(action='rate_limit')
    assert charge(key='k')[0] == 429
    simulator.settings(api_keys=['sk_other'])
    assert charge(key='k')[0] == 401
    simulator.settings(api_keys=None)
    assert charge(key='k')[0] == 200
    assert simulator.summary()['requests']['by_key'] == {'k': 4}


def test_another_key_is_another_charge(simulator, charge):
    charge(key='k1')
    charge(key='k2')
    assert simulator.summary()['by_reference']['q1abc']['succeeded'] == 2
