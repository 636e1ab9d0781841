"""Webhooks: signed as Stripe documents it; doubled, lost, late or out of order on request."""

import hashlib
import hmac
import json
import time

import pytest

from conftest import SECRET


@pytest.fixture
def hooked(simulator, receiver):
    simulator.webhooks(receiver.url, SECRET)
    return simulator


def types(receiver):
    return [json.loads(body)['type'] for _signature, body in receiver.received]


def wait_for(condition, seconds=10):
    limit = time.monotonic() + seconds
    while not condition() and time.monotonic() < limit:
        time.sleep(0.02)
    assert condition()


def settled(simulator):
    wait_for(lambda: all(row['state'] not in ('due', 'waiting')
                         for row in simulator.deliveries()))


def test_a_charge_is_told_in_order(hooked, receiver, charge):
    charge()
    wait_for(lambda: len(receiver.received) == 3)
    assert types(receiver) == [
        'payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
    event = json.loads(receiver.received[2][1])
    assert event['data']['object']['description'] == 'q1abc'
    assert event['data']['object']['charges']['data'][0]['amount'] == 1099


def test_the_signature_is_the_documented_one(hooked, receiver, charge):
    """https://docs.stripe.com/webhooks#verify-manually"""
    charge()
    wait_for(lambda: receiver.received)
    header, body = receiver.received[0]
    parts = dict(part.split('=') for part in header.split(','))
    signed = parts['t'].encode() + b'.' + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(parts['v1'], expected)
    assert abs(time.time() - int(parts['t'])) < 30


def test_a_settled_debit_is_told(hooked, receiver, charge):
    charge(method='pm_sepa_pending_1')
    settled(hooked)
    hooked.advance(5 * 86400)
    wait_for(lambda: 'payment_intent.succeeded' in types(receiver))
    assert types(receiver)[1:3] == ['payment_intent.processing', 'charge.pending']


def test_refunds_and_disputes_are_told(hooked, receiver, charge):
    charge('q1')
    charge('q2')
    hooked.refund('q1', 99)
    hooked.dispute('q2')
    wait_for(lambda: {'charge.refunded', 'charge.dispute.created'} <= set(types(receiver)))
    event = next(json.loads(body) for _signature, body in receiver.received
                 if b'charge.refunded' in body)
    assert event['data']['object']['refunds']['data'][0]['amount'] == 99


def test_a_refund_that_fails_later_is_told_and_taken_back(hooked, receiver, charge):
    charge()
    refund = hooked.refund('q1abc')
    hooked.control('POST', f"fail_refund/{refund['id']}")
    wait_for(lambda: 'charge.refund.updated' in types(receiver))
    assert hooked.summary()['by_reference']['q1abc']['amount_refunded'] == 0


def test_twice_and_never(hooked, receiver, charge):
    hooked.fault(action='webhook_twice', event='payment_intent.succeeded', reference='q1')
    hooked.fault(action='webhook_never', event='*.succeeded', reference='q2', times=0)
    charge('q1')
    charge('q2')
    settled(hooked)
    assert types(receiver).count('payment_intent.succeeded') == 2
    told = [json.loads(body)['id'] for _signature, body in receiver.received]
    assert len(told) == len(set(told)) + 1


def test_held_back_and_told_in_reverse(hooked, receiver, charge):
    hooked.fault(action='webhook_hold', event='*', times=0)
    charge()
    assert hooked.deliver() == 0
    assert hooked.deliver(held=True, reversed=True) == 3
    assert types(receiver) == [
        'payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created']


def test_delayed_by_the_clock(hooked, receiver, charge):
    hooked.fault(action='webhook_delay', event='payment_intent.succeeded', seconds=3600)
    charge()
    wait_for(lambda: len(receiver.received) == 2)
    hooked.advance(3600)
    wait_for(lambda: len(receiver.received) == 3)


def test_told_before_the_answer_arrives(hooked, receiver, charge):
    hooked.fault(action='webhook_first', path='/v1/payment_intents')
    charge()
    assert len(receiver.received) == 3


def test_nothing_is_told_while_the_request_is_in_flight(hooked, receiver, charge):
    hooked.fault(action='delay_after', path='/v1/payment_intents', seconds=0.6)
    charge()
    assert receiver.received == []
    wait_for(lambda: len(receiver.received) == 3)


def test_a_receiver_that_fails_is_tried_again(hooked, receiver, charge):
    receiver.answers += [500]
    charge()
    wait_for(lambda: len(receiver.received) == 3)
    hooked.advance(10)
    wait_for(lambda: len(receiver.received) == 4)
    wait_for(lambda: hooked.deliveries()[-1]['tries'] == 2)  # noted when the answer is back


def test_odoo_registers_its_own_address(simulator, receiver, charge):
    answer = simulator.stripe('POST', 'webhook_endpoints', {
        'url': receiver.url, 'enabled_events[]': ['payment_intent.succeeded'],
        'api_version': '2019-05-16'})[1]
    assert answer['secret'].startswith('whsec_')
    charge()
    wait_for(lambda: types(receiver) == ['payment_intent.succeeded'])


def test_other_machines_are_never_called(simulator):
    with pytest.raises(RuntimeError, match='127.0.0.1'):
        simulator.webhooks('http://example.com/hook', SECRET)


def test_missed_events_can_be_listed(simulator, charge):
    charge()
    listed = simulator.stripe('GET', 'events', {'type': 'payment_intent.succeeded'})[1]['data']
    assert [event['data']['object']['description'] for event in listed] == ['q1abc']
