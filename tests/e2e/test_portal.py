"""The client pays in the portal while the night collects: over real HTTP, running workers."""

import concurrent.futures
import os
import random
import re
import time

import pytest

from portal import Refused, intent_of

ROUNDS = int(os.environ.get("QUITTANCE_PORTAL_ROUNDS", "4"))
INVOICES = 6
LOCKED = """
WITH locked AS MATERIALIZED (SELECT id FROM account_move WHERE id = {} FOR NO KEY UPDATE)
SELECT pg_sleep(2) FROM locked"""
# What a client may be told who pays what is being, or has been, collected.
SENTENCES = re.compile(
    r"is being collected on the method|is being processed|was paid a moment ago|"
    r"Nothing is open on this invoice|More than what is open")


@pytest.fixture(name="provider")
def _provider(company):
    """The simulator; its faults and behaviours are dropped afterwards."""
    yield company.simulator
    company.simulator.behave()
    company.simulator.settings(behaviours={})
    company.simulator.webhooks(company.sandbox.url, "off", enabled_events=["none"])


@pytest.fixture(name="threads", scope="module")
def _threads():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        yield pool


def bucket(report, move):
    """What a run did with an invoice; for one that it left alone, the reason."""
    row, = [one for one in report["invoices"] if one["move_id"] == move]
    return row["reason_code"] if row["bucket"] == "skipped" else row["bucket"]


def form(company, browser, move):
    """Open the card form: (client secret, intent, transaction's reference)."""
    answer = browser.pay(move, company.payment(move))
    return *intent_of(answer), answer["reference"]


# -- one after the other, held where it matters ------------------------------------------------

def test_client_reads_a_clear_sentence_while_the_night_charges(company, provider, threads):
    move, = company.invoices("P-1")
    browser = company.browser("P-1")
    assert browser.form(move)
    provider.fault(action="hold_before", method="POST", path="/v1/payment_intents")
    night = threads.submit(company.connector, "collect")
    provider.wait_held()
    for token in (company.ids["token"]["P-1"][0], None):
        with pytest.raises(Refused, match="being collected on the method that you stored"):
            browser.pay(move, company.payment(move, token))
    assert not browser.form(move), "nothing to pay with is shown meanwhile"
    provider.behave()
    assert bucket(night.result(), move) == "collected"
    company.judge([move])


def test_night_leaves_alone_what_the_client_is_paying(company, provider, threads):
    move, = company.invoices("P-1")
    browser = company.browser("P-1")
    payment = company.payment(move, company.ids["token"]["P-1"][0])
    provider.fault(action="hold_before", method="POST", path="/v1/payment_intents")
    client = threads.submit(browser.pay, move, payment)
    provider.wait_held()
    assert bucket(company.connector("collect"), move) == "live_attempt"
    provider.behave()
    assert client.result()["state"] == "done"
    assert browser.status()["state"] == "done"
    company.judge([move])


def test_open_card_form_is_waited_for_and_its_payment_counts_once(company):
    move, = company.invoices("P-1")
    browser = company.browser("P-1")
    secret, intent, reference = form(company, browser, move)
    assert bucket(company.connector("collect"), move) == "live_attempt"
    assert company.simulator.pay_online(secret, "pm_good_new")[0] == 200
    assert browser.come_back(reference, intent)["state"] == "done"
    company.judge([move])


def test_late_form_of_a_collected_invoice_takes_no_money(company):
    move, = company.invoices("P-1")
    payment = company.payment(move)
    company.connector("collect")
    with pytest.raises(Refused, match=SENTENCES):
        company.browser("P-1").pay(move, payment)
    company.judge([move])


def test_client_waits_for_whoever_works_on_the_invoice(company, threads):
    move, = company.invoices("P-1")
    browser = company.browser("P-1")
    payment = company.payment(move, company.ids["token"]["P-1"][0])
    busy = threads.submit(company.sandbox.sql, LOCKED.format(move))
    time.sleep(0.5)
    assert browser.pay(move, payment)["state"] == "done"
    assert busy.done()
    browser.status()
    company.judge([move])


# -- at the same moment ------------------------------------------------------------------------

def _pay_with_token(company, browser, move, payment):
    return browser.pay(move, payment)["state"]


def _pay_with_form(company, browser, move, payment):
    secret, intent = intent_of(answer := browser.pay(move, payment))
    status, _body = company.simulator.pay_online(secret, "pm_good_form")
    assert status == 200
    return browser.come_back(answer["reference"], intent)["state"]


def _after(company, runs, delay, pay, *arguments):
    """Pay so many seconds after the night's run has begun; with `runs` -1 from now."""
    while runs >= 0 and count_runs(company) == runs:
        time.sleep(0.02)
    time.sleep(delay)
    return pay(company, *arguments)


def count_runs(company):
    return int(company.sandbox.sql("SELECT count(*) FROM quittance_run")[0][0])


def _outcome(future):
    """'client' when the client's payment went through, else what he was told."""
    try:
        state = future.result()
    except Refused as refusal:
        return str(refusal)
    assert state == "done", state
    return "client"


def _notify_twice(company):
    """The provider's notifications arrive as well, doubled, while all this goes on."""
    company.simulator.webhooks(f"{company.sandbox.url}/payment/stripe/webhook", "whsec_e2e")
    company.simulator.fault(action="webhook_twice", event="*", times=0)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_client_and_night_at_the_same_moment_charge_once(company, provider, threads, number):
    seed = f"{number}-{time.time_ns()}"
    print(f"seed {seed}")
    chance = random.Random(seed)
    if number % 2:
        _notify_twice(company)
    moves = company.invoices("P-1", INVOICES)
    token = company.ids["token"]["P-1"][0]
    browsers = [company.browser("P-1", number) for number in range(INVOICES)]
    provider.fault(action="delay_before", method="POST", path="/v1/payment_intents",
                   seconds=0.15, probability=0.5, times=0)
    runs, clients = count_runs(company), []
    for index, (move, browser) in enumerate(zip(moves, browsers, strict=True)):
        by_form = index % 3 == 2
        payment = company.payment(move, None if by_form else token)
        clients.append((runs if index % 2 else -1, chance.uniform(0, 2),
                        _pay_with_form if by_form else _pay_with_token, browser, move, payment))
    night = threads.submit(company.connector, "collect")
    futures = [threads.submit(_after, company, *client) for client in clients]
    outcomes = [_outcome(one) for one in futures]
    report = night.result()
    told = [outcome for outcome in outcomes if outcome != "client"]
    assert all(SENTENCES.search(text) for text in told), told
    company.connector("reconcile")
    company.judge(moves)
    by_night = {row["move_id"] for row in report["invoices"]
                if row["bucket"] == "collected"} & set(moves)
    by_client = {move for move, outcome in zip(moves, outcomes, strict=True)
                 if outcome == "client"}
    assert by_night | by_client == set(moves) and not by_night & by_client
    print(f"the night won {len(by_night)}, the client {len(by_client)}")


def test_two_windows_of_one_client_charge_once(company, threads):
    move, = company.invoices("P-1")
    payment = company.payment(move, company.ids["token"]["P-1"][0])
    browsers = [company.browser("P-1", window) for window in range(3)]
    futures = [threads.submit(browser.pay, move, payment) for browser in browsers]
    outcomes = []
    for future in futures:
        try:
            outcomes.append(future.result()["state"])
        except Refused as refusal:
            outcomes.append("refused")
            assert SENTENCES.search(str(refusal)), refusal
    assert sorted(outcomes) == ["done", "refused", "refused"]
    company.connector("reconcile")
    company.judge([move])


# -- declined, then another ---------------------------------------------------------------------

def test_declined_stored_card_then_another_at_once(company, provider):
    move, = company.invoices("P-4")
    first, second = company.ids["token"]["P-4"]
    provider.settings(behaviours={"pm_good_p4": "declined"})
    browser = company.browser("P-4")
    declined = browser.pay(move, company.payment(move, first))
    assert declined["state"] == "error" and declined["state_message"]
    assert browser.pay(move, company.payment(move, second))["state"] == "done"
    browser.status()
    company.judge([move])


def test_declined_card_form_then_another_card_at_once(company):
    move, = company.invoices("P-1")
    browser = company.browser("P-1")
    first, _intent, _reference = form(company, browser, move)
    assert company.simulator.pay_online(first, "pm_declined_x")[0] == 402
    secret, intent, reference = form(company, browser, move)
    assert company.simulator.pay_online(secret, "pm_good_x")[0] == 200
    assert browser.come_back(reference, intent)["state"] == "done"
    assert company.simulator.pay_online(first, "pm_good_x")[0] == 400, "closed at the provider"
    company.judge([move])


def test_card_that_the_night_found_declined_then_another_in_the_portal(company):
    move, = company.invoices("P-2")
    report = company.connector("collect")
    assert bucket(report, move) == "failed"
    browser = company.browser("P-2")
    secret, intent, reference = form(company, browser, move)
    company.simulator.pay_online(secret, "pm_good_p2new")
    assert browser.come_back(reference, intent)["state"] == "done"
    company.judge([move])


def test_pending_debit_of_the_portal_is_neither_paid_nor_collected_again(company):
    move, = company.invoices("P-5")
    browser = company.browser("P-5")
    payment = company.payment(move, company.ids["token"]["P-5"][0])
    assert browser.pay(move, payment)["state"] == "pending"
    with pytest.raises(Refused, match="being processed"):
        browser.pay(move, payment)
    assert bucket(company.connector("collect"), move) == "live_attempt"
    pending, = company.charges(move)
    company.simulator.settle(pending["reference"])
    time.sleep(2.1)  # longer than Company's wait.poll_pending, which counts whole seconds
    print(company.connector("reconcile"))
    company.judge([move])
