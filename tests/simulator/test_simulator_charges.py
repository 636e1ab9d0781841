"""What becomes of a charge, by the payment method's id."""

import pytest


def test_a_good_card_is_charged_and_says_what_odoo_reads(simulator, charge):
    status, intent = charge('q1abc')
    assert (status, intent['status'], intent['amount'], intent['currency']) == (
        200, 'succeeded', 1099, 'eur')
    assert intent['description'] == 'q1abc'
    assert intent['payment_method']['card']['brand'] == 'visa'
    assert len(intent['payment_method']['card']['last4']) == 4
    assert intent['charges']['data'][0]['payment_method_details']['type'] == 'card'
    assert simulator.summary()['by_reference']['q1abc']['amount_succeeded'] == 1099


@pytest.mark.parametrize('method, code, decline_code', [
    ('pm_declined_7', 'card_declined', 'insufficient_funds'),
    ('pm_declined_lost_card_7', 'card_declined', 'lost_card'),
    ('pm_sca_7', 'authentication_required', 'authentication_required')])
def test_a_refused_card_takes_no_money(simulator, charge, method, code, decline_code):
    status, answer = charge(method=method)
    error = answer['error']
    assert (status, error['type'], error['code'], error['decline_code']) == (
        402, 'card_error', code, decline_code)
    assert error['payment_intent']['status'] == 'requires_payment_method'
    entry = simulator.summary()['by_reference']['q1abc']
    assert (entry['succeeded'], entry['failed'], entry['amount_succeeded']) == (0, 1, 0)


def test_open_authentication_can_be_cancelled_and_then_not_confirmed(simulator, charge):
    _status, intent = charge(method='pm_sca_open_1')
    assert intent['status'] == 'requires_action'
    path = f"payment_intents/{intent['id']}"
    assert simulator.stripe('POST', f'{path}/cancel')[1]['status'] == 'canceled'
    status, answer = simulator.stripe('POST', f'{path}/confirm')
    assert (status, answer['error']['code']) == (400, 'payment_intent_unexpected_state')
    assert simulator.summary()['charges'] == []


def test_a_succeeded_charge_cannot_be_cancelled(simulator, charge):
    _status, intent = charge()
    status, answer = simulator.stripe('POST', f"payment_intents/{intent['id']}/cancel")
    assert (status, answer['error']['payment_intent']['status']) == (400, 'succeeded')


@pytest.mark.parametrize('values, code', [
    ({'payment_method': 'pm_missing_1'}, 'resource_missing'),
    ({'customer': 'cus_missing_1'}, 'resource_missing'),
    ({'mandate': 'mandate_missing_1'}, 'resource_missing'),
    ({'amount': 49}, 'amount_too_small'),
    ({'amount': '10.99'}, 'parameter_invalid_integer'),
    ({'amount': -5}, 'parameter_invalid_integer'),
    ({'banana': 1}, 'parameter_unknown'),
    ({'shipping[banana]': 1}, 'parameter_unknown'),
    ({'currency': ''}, 'parameter_missing')])
def test_a_bad_request_is_refused_and_nothing_charged(simulator, charge, values, code):
    status, answer = charge(**values)
    assert (status, answer['error']['type'], answer['error']['code']) == (
        400, 'invalid_request_error', code)
    assert simulator.summary()['charges'] == []


def test_a_debit_needs_its_own_payment_method_type(charge):
    status, answer = charge(method='pm_sepa_pending_1', **{'payment_method_types[]': 'card'})
    assert (status, answer['error']['param']) == (400, 'payment_method')


def test_lists_may_be_numbered_as_stripes_own_libraries_write_them(simulator):
    form = {'amount': 500, 'currency': 'eur', 'payment_method_types[0]': 'card',
            'payment_method_types[1]': 'sepa_debit'}
    intent = simulator.stripe('POST', 'payment_intents', form)[1]
    assert intent['payment_method_types'] == ['card', 'sepa_debit']


def test_a_wrong_api_key_is_refused(simulator):
    status, _answer = simulator.stripe('GET', 'charges', key='pk_test_1')
    assert status == 401
    simulator.settings(api_keys=['sk_test_right'])
    assert simulator.stripe('GET', 'charges', key='sk_test_wrong')[0] == 401
    assert simulator.stripe('GET', 'charges', key='sk_test_right')[0] == 200


def test_lists_are_paged_newest_first_and_filtered(simulator, charge):
    made = [charge(f'q{n}', customer=f'cus_{n % 2}')[1]['id'] for n in range(5)]
    listed, last = [], None
    for _page in range(3):
        values = {'limit': 2, **({'starting_after': last} if last else {})}
        page = simulator.stripe('GET', 'payment_intents', values)[1]
        listed += [intent['id'] for intent in page['data']]
        last = listed[-1]
    assert (listed, page['has_more']) == (made[::-1], False)
    own = simulator.stripe('GET', 'payment_intents', {'customer': 'cus_1'})[1]['data']
    assert [intent['id'] for intent in own] == [made[3], made[1]]
    now = simulator.advance(0)
    for collection in ('payment_intents', 'charges'):
        later = simulator.stripe('GET', collection, {'created[gte]': now + 60})[1]['data']
        assert later == []


def test_refunds_give_back_no_more_than_was_taken(simulator, charge):
    _status, intent = charge()
    refund = {'payment_intent': intent['id'], 'amount': 1000}
    status, answer = simulator.stripe('POST', 'refunds', refund)
    assert (status, answer['status'], answer['amount']) == (200, 'succeeded', 1000)
    assert simulator.stripe('POST', 'refunds', refund)[0] == 400
    assert simulator.stripe('POST', 'refunds', {'payment_intent': intent['id']})[1][
        'amount'] == 99
    entry = simulator.summary()['by_reference']['q1abc']
    assert (entry['amount_succeeded'], entry['amount_refunded']) == (1099, 1099)


def test_a_client_pays_online_after_a_declined_card(simulator):
    form = {'amount': 500, 'currency': 'eur', 'description': 'INV/1', 'customer': 'cus_9',
            'payment_method_types[]': 'card', 'setup_future_usage': 'off_session'}
    intent = simulator.stripe('POST', 'payment_intents', form)[1]
    assert intent['status'] == 'requires_payment_method'
    status, _answer = simulator.pay_online(intent['client_secret'], 'pm_declined_1')
    assert status == 402
    assert simulator.pay_online('pi_x_secret_wrong', 'pm_good_1')[0] == 404
    status, answer = simulator.pay_online(intent['client_secret'], 'pm_good_9')
    assert (status, answer['status']) == (200, 'succeeded')
    stored = simulator.stripe('GET', 'customers/cus_9/payment_methods')[1]['data']
    assert [method['id'] for method in stored] == ['pm_good_9']


def test_a_client_stores_a_debit_account_without_paying(simulator):
    customer = simulator.stripe('POST', 'customers', {'name': 'A', 'address[city]': 'B'})[1]
    options = {'reference': 'V1', 'amount_type': 'maximum', 'amount': 1500, 'currency': 'inr',
               'start_date': 1767225600, 'interval': 'sporadic', 'supported_types][': 'india'}
    setup = simulator.stripe('POST', 'setup_intents', {
        'customer': customer['id'], 'description': 'V1', 'payment_method_types[]': 'sepa_debit',
        **{f'payment_method_options[card][mandate_options][{name}]': value
           for name, value in options.items()}})[1]
    status, answer = simulator.pay_online(setup['client_secret'], 'pm_sepa_pending_4')
    assert (status, answer['status'], answer['payment_method']) == (
        200, 'succeeded', 'pm_sepa_pending_4')
    mandate = simulator.stripe('GET', f"mandates/{answer['mandate']}")[1]
    assert mandate['status'] == 'active'


def test_capture_by_hand(simulator, charge):
    _status, intent = charge(capture_method='manual')
    assert (intent['status'], intent['amount_capturable']) == ('requires_capture', 1099)
    answer = simulator.stripe('POST', f"payment_intents/{intent['id']}/capture")[1]
    assert (answer['status'], answer['amount_received']) == ('succeeded', 1099)
