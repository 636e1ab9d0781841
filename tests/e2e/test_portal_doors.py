"""The portal's payment routes as somebody may misuse them, and as they fail in the middle."""

import time

import pytest
import requests

from portal import Refused, intent_of

WAIT = 2.2  # longer than Company's wait.resolve


@pytest.fixture(name="provider")
def _provider(company):
    """The simulator; its faults are dropped afterwards."""
    yield company.simulator
    company.simulator.behave()


def link_of(company, move):
    """The access token of the link in the invoice's mail."""
    return company.sandbox.sql(f"SELECT access_token FROM account_move WHERE id = {move}")[0][0]


# -- failing in the middle ----------------------------------------------------------------------

def test_lost_reply_to_the_clients_charge_is_asked_about(company, provider):
    move, = company.invoices("P-1")
    payment = company.payment(move, company.ids["token"]["P-1"][0])
    provider.fault(action="lose_reply", method="POST", path="/v1/payment_intents")
    browser = company.browser("P-1")
    assert browser.pay(move, payment)["state"] != "done", "nobody knows yet"
    with pytest.raises(Refused, match="being processed"):
        browser.pay(move, payment)
    report = company.connector("collect")
    assert move not in [row["move_id"] for row in report["invoices"] if row["bucket"] == "collected"]
    time.sleep(WAIT)
    company.connector("reconcile")
    company.judge([move])


@pytest.mark.parametrize("point", ["execute.sending_committed", "wire.sent_recorded",
                                   "wire.answered", "execute.answer_written"])
def test_worker_killed_while_the_client_pays(company, point):
    move, = company.invoices("P-1")
    payment = company.payment(move, company.ids["token"]["P-1"][0])
    browser = company.browser("P-1")
    company.arm(point)
    with pytest.raises(requests.ConnectionError):
        browser.pay(move, payment)
    with pytest.raises(Refused, match="being processed|paid a moment ago"):
        browser.pay(move, payment)
    company.connector("collect")
    time.sleep(WAIT)
    company.connector("reconcile")
    if company.invoice(move)[0] == "not_paid":  # proven unsent: the client tries again
        assert not [one for one in company.charges(move) if one["succeeded"]]
        assert browser.pay(move, company.payment(move, payment["token_id"]))["state"] == "done"
        browser.status()
    company.judge([move])


# -- part of it, several at once ----------------------------------------------------------------

def test_client_pays_a_part_and_the_night_collects_the_rest(company):
    move, = company.invoices("P-1")
    total = company.invoice(move)[1]
    browser = company.browser("P-1")
    answer = browser.pay(move, company.payment(move, amount=40))
    secret, intent = intent_of(answer)
    company.simulator.pay_online(secret, "pm_good_part")
    browser.come_back(answer["reference"], intent)
    assert company.invoice(move)[2] == total - 40
    company.connector("collect")
    taken = [one["amount_succeeded"] for one in company.charges(move)]
    assert taken == [4000, int(total * 100) - 4000]
    assert company.invoice(move)[0] == "paid"


def test_all_overdue_at_once_leaves_the_night_nothing(company):
    moves = company.invoices("P-3", 2, contact="person")
    total = sum(company.invoice(move)[2] for move in moves)
    browser = company.browser("P-3")
    payment = company.payment(moves[0], company.ids["token"]["P-3"][0], amount=total)
    answer = browser.call(
        "/invoice/transaction/overdue", **payment, payment_reference="overdue",
        tokenization_requested=False, landing_route="/my/invoices/overdue", is_validation=False)
    assert answer["state"] == "done"
    browser.status()
    company.connector("collect")
    charge, = company.charges(moves[0])
    assert company.charges(moves[1]) == [charge]
    assert (charge["succeeded"], charge["amount_succeeded"]) == (1, int(total * 100))
    assert [company.invoice(move)[0] for move in moves] == ["paid", "paid"]


# -- what may not be done -----------------------------------------------------------------------

def test_link_of_the_mail_pays_once_and_a_wrong_one_never(company):
    move, = company.invoices("P-3")
    company.browser("P-3").form(move)  # the page makes the link's token
    link, stranger = link_of(company, move), company.stranger()
    for wrong in (None, "", "x" * 36):
        with pytest.raises(Refused):
            stranger.pay(move, company.payment(move), wrong)
    answer = stranger.pay(move, company.payment(move), link)
    secret, intent = intent_of(answer)
    company.simulator.pay_online(secret, "pm_good_link")
    stranger.come_back(answer["reference"], intent)
    with pytest.raises(Refused):
        stranger.pay(move, {**company.payment(move), "amount": 10.0}, link)
    company.connector("collect")
    company.judge([move])


def test_what_is_not_the_clients_is_refused(company):
    mine, theirs = company.invoices("P-1")[0], company.invoices("P-3")[0]
    browser, tokens = company.browser("P-1"), company.ids["token"]
    before = company.simulator.summary()["by_reference"]
    refused = [
        (theirs, company.payment(theirs, tokens["P-1"][0])),         # another client's invoice
        (mine, company.payment(mine, tokens["P-3"][0])),             # another client's card
        (mine, company.payment(mine, tokens["P-1"][0], amount=5000)),  # more than what is open
        (mine, company.payment(mine, tokens["P-1"][0], amount=-5)),
        (mine, {**company.payment(mine, tokens["P-1"][0]), "amount": 0.0}),
        (mine, {**company.payment(mine), "amount": -5.0}),
        (mine, {**company.payment(mine, tokens["P-1"][0]), "reference": "q1mine"}),
        (mine, {**company.payment(mine, tokens["P-1"][0]), "custom_create_values": {}}),
    ]
    for move, payment in refused:
        with pytest.raises(Refused):
            browser.pay(move, payment)
    assert company.simulator.summary()["by_reference"] == before
    company.connector("collect")
    company.judge([mine, theirs])


def test_forged_generic_payment_is_refused(company):
    browser = company.browser("P-1")
    before = company.simulator.summary()["by_reference"]
    for forged in ("", "0" * 64):
        with pytest.raises(Refused):
            browser.call("/payment/transaction", amount=5.0, currency_id=company.ids["currency"],
                         partner_id=company.ids["partner"]["P-3"], access_token=forged,
                         **{key: value for key, value in company.payment(
                             0, company.ids["token"]["P-3"][0], amount=5).items()
                            if key != "amount"},
                         tokenization_requested=False, landing_route="/", is_validation=False)
    assert company.simulator.summary()["by_reference"] == before


def test_anothers_payment_does_not_pay_my_invoice(company):
    """Odoo's return page believes any payment intent of the same amount: the addon does not."""
    mine, = company.invoices("P-1")
    theirs, = company.invoices("P-3", amount=99)  # each is made of 1 more than the one before
    assert company.invoice(theirs)[1] == company.invoice(mine)[1]
    paying, looking = company.browser("P-3"), company.browser("P-1")
    paid, wanted = paying.pay(theirs, company.payment(theirs)), looking.pay(
        mine, company.payment(mine))
    secret, intent = intent_of(paid)
    company.simulator.pay_online(secret, "pm_good_theirs")
    looking.page("/payment/stripe/return", reference=wanted["reference"], payment_intent=intent)
    assert company.invoice(mine)[0] == "not_paid"
    paying.come_back(paid["reference"], intent)
    company.connector("reconcile")
    company.judge([theirs])
    assert company.invoice(mine)[0] == "not_paid"
    secret, intent = intent_of(wanted)
    company.simulator.pay_online(secret, "pm_good_mine")
    looking.come_back(wanted["reference"], intent)
    company.judge([mine])


def test_stored_method_without_an_invoice_is_charged_once_and_known(company):
    """A client may pay on account from /payment/pay; the night must not take it for a stranger."""
    browser = company.browser("P-1")
    _status, text = browser.page("/payment/pay", amount="7.00", reference=f"acc{time.time_ns()}")
    form = browser.form_in(text)
    before = company.simulator.summary()["by_reference"]
    answer = browser.call(
        "/payment/transaction", amount=7.0, currency_id=int(form["currency-id"]),
        partner_id=int(form["partner-id"]), access_token=form["access-token"],
        reference_prefix=form["reference-prefix"], landing_route="/payment/confirmation",
        provider_id=company.ids["provider"], payment_method_id=company.ids["card"],
        token_id=company.ids["token"]["P-1"][0], flow="token", tokenization_requested=False,
        is_validation=False)
    after = company.simulator.summary()["by_reference"]
    new = {key: one for key, one in after.items() if key not in before}
    assert {key: one["succeeded"] for key, one in new.items()} == {answer["reference"]: 1}
    assert company.connector("collect")["exit_code"] in (0, 1)
