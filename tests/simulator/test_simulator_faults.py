"""Misbehaviour on request: what the caller sees, and what was really charged."""

import http.client
import threading
import time

import pytest

PATH = '/v1/payment_intents'


def charges(simulator):
    return simulator.summary()['by_reference'].get('q1abc', {}).get('succeeded', 0)


@pytest.mark.parametrize('action, error, charged', [
    ('lose_request', http.client.RemoteDisconnected, 0),
    ('lose_reply', http.client.RemoteDisconnected, 1),
    ('reset_before', ConnectionResetError, 0),
    ('reset_after', ConnectionResetError, 1)])
def test_a_lost_connection_tells_nothing(simulator, charge, action, error, charged):
    simulator.fault(action=action, method='POST', path=PATH)
    with pytest.raises(error):
        charge()
    assert charges(simulator) == charged
    assert charge()[1]['status'] == 'succeeded'
    assert charges(simulator) == 1


@pytest.mark.parametrize('rule, status, charged, again', [
    ({'action': 'error_before'}, 500, 0, 200),
    ({'action': 'error_before', 'status': 503}, 503, 0, 200),
    ({'action': 'error_after'}, 500, 1, 500),
    ({'action': 'error_after', 'status': 502, 'stored': False}, 502, 1, 200),
    ({'action': 'rate_limit'}, 429, 0, 200),
    ({'action': 'conflict'}, 409, 0, 200),
    ({'action': 'answer', 'status': 403, 'message': 'No.'}, 403, 0, 200)])
def test_an_error_before_or_after_the_effect(simulator, charge, rule, status, charged, again):
    simulator.fault(path=PATH, **rule)
    assert charge()[0] == status
    assert charges(simulator) == charged
    assert charge()[0] == again


def test_a_gateway_that_forgets_charges_twice_under_one_key(simulator, charge):
    """The 500 was not stored, so the same key executes again: this is what resolve must avoid."""
    simulator.fault(action='error_after', stored=False)
    charge()
    charge()
    assert charges(simulator) == 2


@pytest.mark.parametrize('rule, member, value', [
    ({'action': 'amount'}, 'amount', 1100),
    ({'action': 'amount', 'value': 1}, 'amount', 1),
    ({'action': 'currency'}, 'currency', 'usd'),
    ({'action': 'unknown_status'}, 'status', 'banana')])
def test_an_answer_that_lies(simulator, charge, rule, member, value):
    simulator.fault(path=PATH, **rule)
    _status, answer = charge()
    assert answer[member] == value
    assert simulator.summary()['by_reference']['q1abc']['amount_succeeded'] == 1099
    told = simulator.stripe('GET', f"payment_intents/{answer['id']}")[1]
    assert (told['amount'], told['currency'], told['status']) == (1099, 'eur', 'succeeded')


@pytest.mark.parametrize('action', ['delay_before', 'delay_after', 'slow'])
def test_a_slow_answer_comes_in_the_end(simulator, charge, action):
    simulator.fault(action=action, seconds=0.3)
    started = time.monotonic()
    assert charge()[0] == 200
    assert time.monotonic() - started >= 0.25


def test_a_held_request_has_no_effect_until_it_is_released(simulator, charge):
    simulator.fault(action='hold_before', path=PATH)
    thread = threading.Thread(target=charge)
    thread.start()
    held = simulator.wait_held()
    assert (held[0]['path'], held[0]['state'], charges(simulator)) == (PATH, 'held_before', 0)
    assert simulator.release(held[0]['request']) == 1
    thread.join()
    assert charges(simulator) == 1


def test_an_effect_comes_although_the_caller_hung_up(simulator, charge):
    simulator.fault(action='hold_before', path=PATH)
    connection = http.client.HTTPConnection('127.0.0.1', simulator.port)
    connection.request('POST', PATH, 'amount=700&currency=eur&description=q1abc&confirm=true'
                       '&payment_method=pm_good_1', {'Authorization': 'Bearer sk_x'})
    simulator.wait_held()
    connection.close()
    simulator.release()
    limit = time.monotonic() + 10
    while not charges(simulator) and time.monotonic() < limit:
        time.sleep(0.02)
    assert charges(simulator) == 1


def test_a_rule_hits_the_nth_match_only(simulator, charge):
    number = simulator.fault(action='error_before', method='POST', path=PATH, skip=1, times=2)
    assert [charge(f'q{n}')[0] for n in range(5)] == [200, 500, 500, 200, 200]
    rule = next(rule for rule in simulator.faults() if rule['id'] == number)
    assert (rule['seen'], rule['used']) == (3, 2)


def test_a_rule_hits_one_reference_key_or_object_only(simulator, charge):
    simulator.fault(action='error_before', reference='q2*')
    simulator.fault(action='error_before', key='key-q3')
    simulator.fault(action='error_before', method='POST', path='/v1/payment_intents/*/cancel')
    assert [charge(f'q{n}')[0] for n in (1, 2, 3)] == [200, 500, 500]
    intent = simulator.stripe('GET', 'payment_intents')[1]['data'][0]
    assert simulator.stripe('POST', f"payment_intents/{intent['id']}/cancel")[0] == 500


def test_probability_is_drawn_from_the_seed(simulator, charge):
    simulator.fault(action='error_before', path=PATH, probability=0.5, times=0)
    drawn = [charge(f'q{n}')[0] for n in range(20)]
    assert 3 <= drawn.count(500) <= 17
    simulator.behave()
    assert charge('q99')[0] == 200


def test_two_rules_meet_on_one_request(simulator, charge):
    simulator.fault(action='unknown_status', path=PATH)
    simulator.fault(action='delay_after', path=PATH, seconds=0.2)
    started = time.monotonic()
    assert charge()[1]['status'] == 'banana'
    assert time.monotonic() - started >= 0.15


@pytest.mark.parametrize('rule', [
    {'action': 'dance'}, {'action': 'slow', 'banana': 1}, {'action': 'slow', 'seconds': 1e6},
    {'action': 'webhook_twice'}, {'action': 'slow', 'event': '*'}])
def test_a_rule_that_makes_no_sense_is_refused(simulator, rule):
    with pytest.raises(RuntimeError, match='400'):
        simulator.fault(**rule)


def test_control_wants_its_token(simulator):
    simulator.token = 'guess'
    with pytest.raises(RuntimeError, match='401'):
        simulator.summary()
